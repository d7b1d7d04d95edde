import { relative } from 'node:path';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node';

type Failed = TestCase | TestSuite | TestModule;
type ConsoleLog = Parameters<NonNullable<Reporter['onUserConsoleLog']>>[0];

declare module 'vitest' {
  interface TaskMeta {
    /** Lines that everybody shall see, also when the test passes. */
    shown?: string;
  }
}

/** One line per file, everything about failures, and `N passed, N failed` as the very last line. */
export default class ClosingLineReporter implements Reporter {
  #vitest: Vitest | undefined;
  #printed = new Map<string, string>();

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  /** What a test prints is of interest only when it fails. */
  onUserConsoleLog(log: ConsoleLog): void {
    if (log.taskId !== undefined) this.#printed.set(log.taskId, (this.#printed.get(log.taskId) ?? '') + log.content);
  }

  onTestModuleEnd(module: TestModule): void {
    const tests = count(module);
    if (module.ok() && this.#isFiltered() && tests.passed === 0) return;
    const seconds = (module.diagnostic().duration / 1000).toFixed(1);
    say(`${module.ok() ? '✓' : '✗'} ${pathOf(module)}  ${closing(tests)}  ${seconds} s`);
    for (const test of module.children.allTests()) show(test);
    for (const test of module.children.allTests('skipped')) this.#explainSkip(test);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[], reason: string): void {
    const broken = modules.flatMap(failures);
    for (const item of broken) this.#explain(item);
    for (const error of unhandled) this.#print(`unhandled: ${error.message}`, [error]);
    if (modules.length === 0) say('no test file matches');
    if (reason === 'interrupted') say('interrupted');
    const tests = modules.map(count);
    const sum = (of: (counts: Counts) => number): number => tests.reduce((total, counts) => total + of(counts), 0);
    const failed = broken.length + unhandled.length + (reason === 'interrupted' || modules.length === 0 ? 1 : 0);
    say(closing({ passed: sum((counts) => counts.passed), failed, skipped: sum((counts) => counts.skipped) }));
  }

  /** A filter skips what it does not name; that is nothing to explain. */
  #isFiltered(): boolean {
    const { testNamePattern, tagsFilter } = this.#vitest?.config ?? {};
    return testNamePattern !== undefined || tagsFilter !== undefined;
  }

  #explainSkip(test: TestCase): void {
    const { note } = test.result() as { note?: string };
    if (note !== undefined) say(`  skipped: ${test.fullName}: ${note}`);
    else if (!this.#isFiltered()) say(`  skipped without a reason: ${test.fullName}`);
  }

  #explain(item: Failed): void {
    const name = item.type === 'module' ? pathOf(item) : `${pathOf(item.module)} > ${item.fullName}`;
    const errors = item.type === 'test' ? (item.result().errors ?? []) : item.errors();
    this.#print(name, errors);
    const printed = this.#printed.get(item.id);
    if (printed !== undefined) say(`printed by this test:\n${printed.trimEnd()}`);
  }

  #print(title: string, errors: readonly SerializedError[]): void {
    say(`\nFAILED ${title}`);
    for (const error of errors) this.#vitest?.logger.printError(error);
  }
}

function show(test: TestCase): void {
  const { shown } = test.meta();
  if (shown !== undefined) say(shown.replaceAll(/^/gm, '  '));
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function count(module: TestModule): Counts {
  const size = (state: 'passed' | 'skipped'): number => [...module.children.allTests(state)].length;
  return { passed: size('passed'), failed: failures(module).length, skipped: size('skipped') };
}

/** Failed tests, and the suites and files whose own hooks or imports failed. */
function failures(module: TestModule): Failed[] {
  const suites = [...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return [...(module.errors().length > 0 ? [module] : []), ...suites, ...module.children.allTests('failed')];
}

function closing({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

function pathOf(module: TestModule): string {
  return relative(process.cwd(), module.moduleId);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
