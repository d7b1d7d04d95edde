import { isForgotten } from '../model/journal.ts';
import { byHome, type Home } from '../../volumes/home.ts';
import type { Move } from '../model/move.ts';
import { forgottenHome } from './forgotten-home.ts';
import type { HomeDriver } from './home.ts';
import { LocalHomeDriver } from './local-home.ts';
import { RemoteHomeDriver } from './remote-home.ts';

/** The driver of one end of the move, working on that end's entry in the journal. */
export function homeDriver(move: Move, side: 'source' | 'target'): HomeDriver {
  const standing = move.journal.value[side];
  if (standing.kind === 'remote' && isForgotten(move.journal.value, standing.provider)) return forgottenHome(move, standing);
  const record = async (home: Home) => move.journal.update((journal) => ({ ...journal, [side]: home }));
  const value = <K extends Home['kind']>(kind: K) => {
    const home = move.journal.value[side];
    if (home.kind !== kind) throw new TypeError(`the ${side} of the move changed its kind`);
    return home as Extract<Home, { kind: K }>;
  };
  return byHome<HomeDriver>(standing, {
    local: () => new LocalHomeDriver(move, { value: () => value('local'), record }),
    remote: () => new RemoteHomeDriver(move, { value: () => value('remote'), record }),
  });
}

/** The consumer's namespaces in which movers of this move run, the source's first. */
export function moverNamespaces(move: Move): readonly string[] {
  return [...new Set((['source', 'target'] as const).map((side) => homeDriver(move, side).moverPlace(side).namespace))];
}
