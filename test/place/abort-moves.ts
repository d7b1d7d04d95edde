import type { App } from './app.ts';
import { abortMove, startCli } from './cli.ts';
import type { Place } from './place.ts';

/** Takes back the moves that failed specs have left, whose guards keep everybody from their namespaces. */
export async function abortMoves(place: Place): Promise<void> {
  const { stdout } = await startCli(place, ['move', 'list']).ended;
  const moves = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as App]));
  const own = moves.filter(({ namespace }) => place.namespaces.includes(namespace));
  await Promise.all(own.map((app) => abortMove(place, app, ['--discard-changes'])));
}
