import { eachOf } from '../each-of.ts';
import { readSample, renderSample, takeSample } from '../sampled.ts';
import { mutants as all } from './mutants.ts';
import type { Mutant } from './mutant.ts';
import { planProof } from './proof.ts';
import { mutate, withCopy } from './tree.ts';
import { runTrial, type Verdict } from './trial.ts';

interface Row {
  readonly good: boolean;
  readonly text: string;
}

/** A trial mostly keeps one core busy. */
const atOnce = 2;

const project = process.cwd();
/** `npm run test:mutants src/restic` asks for those of some files only. */
const [part = ''] = process.argv.slice(2);
const sample = readSample(process.env, new Date());
const sampled = takeSample(
  sample,
  all.map(({ name }) => name),
);
const mutants = all.filter(({ file, name }) => file.includes(part) && sampled.includes(name));
const interrupt = new AbortController();
// A Ctrl-C comes twice under npm: from the terminal, and from npm.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt.abort(new Error(`ended by ${signal}`)));

/** A test that fails without any mutant notices nothing. Files are run as a whole where any mutant asks for that, else only what is asked for. */
async function proveTests(): Promise<Row[]> {
  const rows: Row[] = [];
  await withCopy(project, async (folder) => {
    await eachOf(planProof(mutants), atOnce, async (trial) => {
      const verdict = await runTrial(folder, trial, interrupt.signal);
      if (verdict.kind !== 'passed')
        rows.push({ good: false, text: `ERROR     ${askedOf(trial)} fail without a mutant${explain(verdict)}` });
    });
  });
  return rows;
}

function explain(verdict: Verdict): string {
  return verdict.kind === 'failed' ? `:\n${verdict.output}` : '';
}

async function tryMutant(mutant: Mutant): Promise<Row> {
  try {
    const verdict = await withCopy(project, async (folder) => {
      await mutate(folder, mutant);
      return await runTrial(folder, mutant, interrupt.signal);
    });
    return render(mutant, verdict);
  } catch (error) {
    interrupt.signal.throwIfAborted();
    return { good: false, text: `ERROR     ${mutant.name}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function askedOf({ tests, matrix }: Pick<Mutant, 'tests' | 'matrix'>): string {
  return matrix === undefined ? tests.join(' ') : `the matrix, ${matrix}`;
}

function render(mutant: Mutant, verdict: Verdict): Row {
  switch (verdict.kind) {
    case 'passed':
      return { good: false, text: `SURVIVED  ${mutant.name} (${mutant.file}); asked: ${askedOf(mutant)}` };
    case 'late':
      return { good: true, text: `noticed   ${mutant.name}: no end within ${mutant.seconds} s` };
    case 'failed':
      return { good: true, text: `noticed   ${mutant.name}: ${verdict.first}` };
  }
}

async function main(): Promise<boolean> {
  if (sample.share > 1) console.log(`${mutants.length} of ${all.length} mutants: ${renderSample(sample)} asks for the same ones`);
  const rows = await proveTests();
  for (const row of rows) console.log(row.text);
  const survivors: Mutant[] = [];
  const tell = (row: Row) => {
    rows.push(row);
    console.log(row.text);
  };
  if (rows.length === 0)
    await eachOf(mutants, atOnce, async (mutant) => {
      const row = await tryMutant(mutant);
      if (row.good) tell(row);
      else survivors.push(mutant);
    });
  // Alone: on a busy machine the kernel may write a page back that a mutant left dirty, and so hide it.
  for (const mutant of survivors) tell(await tryMutant(mutant));
  const failed = rows.filter((row) => !row.good).length;
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

process.exitCode = (await main()) ? 0 : 1;
