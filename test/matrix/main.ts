import { parseWish } from './points/wish.ts';
import { recordRows } from './record/recorded.ts';
import { startRecording } from './record/recording.ts';
import { createTally } from './report.ts';
import { runAll } from './run-all.ts';
import { gatherCrew } from './work/crew.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const words = process.argv.slice(2);
const wish = parseWish(words, new Date().toISOString().slice(0, 10));
if (wish.sample || wish.stories === 'only') say(`seed=${wish.seed} takes the same ones`);
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
const { signal } = interrupt;
const end = performance.now() + wish.minutes * 60_000;
const isOver = () => signal.aborted || performance.now() > end;
const tally = createTally();
const recording = startRecording(wish.record ? recordRows : async () => undefined);
const crew = gatherCrew(wish, words, { signal, isOver });
const trouble = await runAll(wish, crew, { say, tally, recording, isOver }).catch((error: unknown) =>
  error instanceof Error ? error : new Error(String(error)),
);
await crew.end();
await recording.finish();
tally.render().forEach(say);
if (trouble !== undefined && !signal.aborted) say(`FAILED ${trouble.stack ?? trouble.message}`);
say(`${tally.passed} passed, ${tally.failed} failed`);
if (signal.aborted) process.exit(130);
// A killed operator waits for ever for an answer that will not come.
process.exit(tally.failed === 0 && tally.passed > 0 && trouble === undefined ? 0 : 1);
