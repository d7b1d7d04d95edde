import { parseWish } from './points/wish.ts';
import { recordRows } from './record/recorded.ts';
import { createTally } from './report.ts';
import { runMatrix } from './run-matrix.ts';
import { runStories } from './stories/run-stories.ts';

/** Stories in each direction where nothing else is asked for. */
const drawnStories = { sample: 3, all: 100 };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const wish = parseWish(process.argv.slice(2), new Date().toISOString().slice(0, 10));
if (wish.sample || wish.stories === 'only') say(`seed=${wish.seed} takes the same ones`);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
const { signal } = interrupt;
const end = performance.now() + wish.minutes * 60_000;
const isOver = () => signal.aborted || performance.now() > end;
const tally = createTally();
if (wish.stories !== 'only') await runMatrix(wish, { say, signal, isOver, tally });
if (wish.stories !== 'no') {
  const drawn = wish.most ?? drawnStories[wish.sample ? 'sample' : 'all'];
  const named = wish.story === undefined ? [] : [wish.story];
  await runStories({ ...wish, drawn, named, isOver }, { say, tally });
}
tally.render().forEach(say);
if (wish.record) await recordRows(tally.rows());
say(`${tally.passed} passed, ${tally.failed} failed`);
if (signal.aborted) process.exit(130);
// A killed operator waits for ever for an answer that will not come.
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);
