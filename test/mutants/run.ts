import { mutants } from './mutants.ts';
import type { Mutant } from './mutant.ts';
import { mutate, withCopy } from './tree.ts';
import { runTrial, type Verdict } from './trial.ts';

interface Row {
  readonly good: boolean;
  readonly text: string;
}

const project = process.cwd();
const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort(new Error(`ended by ${signal}`)));

/** A test that fails without any mutant notices nothing. */
async function proveTests(): Promise<Row[]> {
  const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
  const filters = mutants.map((mutant) => mutant.filter ?? '');
  const verdict = await withCopy(project, (folder) =>
    runTrial(folder, { tests, filter: filters.includes('') ? undefined : filters.join('|'), seconds: 900 }, interrupt.signal),
  );
  if (verdict.kind === 'passed') return [];
  return [{ good: false, text: `ERROR     the tests fail without a mutant${verdict.kind === 'failed' ? `:\n${verdict.output}` : ''}` }];
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

function render(mutant: Mutant, verdict: Verdict): Row {
  switch (verdict.kind) {
    case 'passed':
      return { good: false, text: `SURVIVED  ${mutant.name} (${mutant.file}); asked: ${mutant.tests.join(' ')}` };
    case 'late':
      return { good: true, text: `noticed   ${mutant.name}: no end within ${mutant.seconds} s` };
    case 'failed':
      return { good: true, text: `noticed   ${mutant.name}: ${verdict.first}` };
  }
}

async function main(): Promise<boolean> {
  const rows = await proveTests();
  for (const row of rows) console.log(row.text);
  const queue = rows.length > 0 ? [] : [...mutants];
  const work = async (): Promise<void> => {
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const row = await tryMutant(mutant);
      rows.push(row);
      console.log(row.text);
    }
  };
  await Promise.all([work(), work()]);
  const failed = rows.filter((row) => !row.good).length;
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

process.exitCode = (await main()) ? 0 : 1;
