import { expect } from 'vitest';
import { type PhaseName, phaseNames } from '../../src/move/model/phase-names.ts';
import type { App } from '../place/app.ts';
import { abortMove, resumeMove, startMove } from '../place/cli.ts';
import type { CopyLook } from '../place/copies.ts';
import type { Place } from '../place/place.ts';
import { openProxied } from '../place/proxied-place.ts';

/** A move that is about to be killed in a phase. */
export interface Killed {
  readonly place: Place;
  readonly app: App;
  readonly phase: PhaseName;
  /** Target node. */
  readonly node: string;
  /** Where the copy is before and after, in the words of the look. */
  readonly from: string;
  readonly to: string;
  readonly files: string;
  readonly copies: CopyLook;
  /** Of the move. */
  readonly flags?: readonly string[];
}

/** Goes back after the kill; says `undone` or `gone back`. */
export async function abortAfterKill(killed: Killed): Promise<string> {
  const { place, app, phase, from, files, copies } = killed;
  await kill(killed);
  const isLifted = isFrom('lift-guard', phase);
  if (isLifted) expect(await abortMove(place, app), 'changes would be lost').toMatchObject({ exitCode: 3 });
  const end = await abortMove(place, app, isLifted ? ['--discard-changes'] : []);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  expect(await copies.read(app, from)).toEqual({ where: from, files });
  return isFrom('swap-claim', phase) ? 'gone back' : 'undone';
}

/** Finishes the move after the kill; says `moved`. */
export async function resumeAfterKill(killed: Killed): Promise<string> {
  const { place, app, phase, to, files, copies } = killed;
  await kill(killed);
  if (isFrom('release-source', phase)) {
    const refused = await abortMove(place, app);
    expect(refused, refused.stdout).toMatchObject({ exitCode: 3 });
  }
  const end = await resumeMove(place, app);
  expect(end, end.stdout).toMatchObject({ exitCode: 0 });
  expect(await copies.read(app, to)).toEqual({ where: to, files });
  return 'moved';
}

async function kill({ place, app, phase, node, files, copies, flags = [] }: Killed): Promise<void> {
  const proxied = await openProxied({ ...place, close: async () => undefined });
  try {
    await proxied.killIn(phase, () => startMove(proxied, app, node, ['--verify', 'none', ...flags]));
  } finally {
    await proxied.close();
  }
  if (copies.findSafe !== undefined) expect(await copies.findSafe(app, files), 'safe copies after the kill').not.toEqual([]);
}

/** Whether `phase` is that one or a later one. */
export function isFrom(first: PhaseName, phase: PhaseName): boolean {
  return phaseNames.indexOf(phase) >= phaseNames.indexOf(first);
}
