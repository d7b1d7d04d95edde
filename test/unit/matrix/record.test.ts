import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { countPoint, noCounts } from '../../matrix/record/counts.ts';
import { renderPage } from '../../matrix/record/page.ts';
import type { RecordedRow } from '../../matrix/record/row.ts';

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');

describe('what came of a point', () => {
  it.each([
    ['no safe copy after alice: delete persistentvolumeclaims shop/data in rome', 'lost'],
    ['the data is not what it was', 'lost'],
    ['the claim means the copy on rome/rome-1, not the one on rome/rome-2', 'lost'],
    ['claim shop/data is not bound to a volume, or one of them is going', 'lost'],
    ['resume: stuck: the movers to be gone', 'stuck'],
    ['left: rome jobs shop/mover is there', 'left'],
  ] as const)('is counted by what is wrong: %s', (line, fault) => {
    const counts = countPoint(noCounts, { bad: [line, line], looks: 3 });
    expect(counts).toEqual({ ...noCounts, tried: 1, looks: 3, [fault]: 1 });
  });
});

describe('the page of counts', () => {
  it('says how many of all points were tried, and what was wrong', () => {
    const row: RecordedRow = { mode: 'kill', variant: 'scale', direction: 'lr', points: 8, tried: 4, lost: 0, stuck: 1, left: 2, looks: 9 };
    const text = renderPage([row]);
    expect(text).toContain('| `kill`, `scale` | -             | 4 of 8, 1 stuck, 2 left |');
    expect(text).toContain('4 points: 0 lost, 1 stuck, 2 left. A safe copy was looked for after each of 9 writes.');
  });

  it('is the one that belongs to what was recorded', async () => {
    expect(await page('matrix.md')).toBe(renderPage(JSON.parse(await page('matrix.json')) as RecordedRow[]));
  });
});
