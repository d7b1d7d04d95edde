import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSandbox, type SandboxPlace } from '../place/sandbox-place.ts';
import { programme, runDemo } from '../sandbox/demo.ts';

let place: SandboxPlace;
beforeAll(async () => void (place = await openSandbox()));
afterAll(async () => place.close());

it('what the demo says before it begins fits into a usual terminal', () => {
  expect(programme.filter((line) => line.length > 80)).toEqual([]);
});

it('the demo kills a move in the middle, sees two attempts on the claim denied, and finds every file after the resume', async () => {
  const said: string[] = [];
  const verdict = await runDemo(place.sandbox, (line) => said.push(line));
  expect(verdict).toMatch(/^Killed in the middle, 2 attempts on the claim denied, resumed: all \d+ files and folders are the same/);
  expect(said.filter((line) => /denied: claim app\/data is being moved/.test(line))).toHaveLength(2);
});
