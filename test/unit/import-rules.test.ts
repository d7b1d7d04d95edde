import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const rules: IFlattenedRuleSet & { options: object } = createRequire(import.meta.url)('../../.dependency-cruiser.cjs');

describe('import rules', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'import-rules-'))));
  afterEach(() => rm(folder, { recursive: true }));

  /** Names of the rules that one file breaks when it imports another. */
  async function broken(from: string, to: string, statement: (path: string) => string): Promise<readonly string[]> {
    for (const file of [from, to]) await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, to), 'export type Thing = string;\nexport const thing: Thing = "";\n');
    const up = '../'.repeat(from.split('/').length - 1);
    await writeFile(join(folder, from), `${statement(up + to)}\n`);
    const { tsPreCompilationDeps, enhancedResolveOptions } = rules.options as ICruiseOptions;
    const options = {
      baseDir: folder,
      ruleSet: { forbidden: rules.forbidden ?? [] },
      validate: true,
      tsPreCompilationDeps,
      enhancedResolveOptions,
    };
    const { output } = await cruise(['src'], options as ICruiseOptions);
    return (output as ICruiseResult).summary.violations.map(({ rule }) => rule.name);
  }

  const value = (path: string) => `import { thing } from '${path}'; export const used = thing;`;
  const type = (path: string) => `import type { Thing } from '${path}'; export type Used = Thing;`;

  it.each([
    { from: 'src/move/model/journal.ts', to: 'src/move/engine/engine.ts', statement: value, rule: 'move-model-imports' },
    { from: 'src/move/model/journal.ts', to: 'src/move/held/waits.ts', statement: type, rule: 'move-model-imports' },
    { from: 'src/move/homes/driver.ts', to: 'src/move/cutover/swap.ts', statement: type, rule: 'move-homes-imports' },
    { from: 'src/move/driver.ts', to: 'src/volumes/home.ts', statement: type, rule: 'move-has-rooms-only' },
    { from: 'src/volumes/home.ts', to: 'src/move/model/journal.ts', statement: type, rule: 'volumes-imports' },
    { from: 'src/kube/client/port.ts', to: 'src/volumes/home.ts', statement: type, rule: 'kube-imports' },
    { from: 'src/kube/objects/kinds.ts', to: 'src/kube/client/port.ts', statement: type, rule: 'kube-objects-imports' },
    { from: 'src/kube/client/transport.ts', to: 'src/kube/login/login.ts', statement: value, rule: 'kube-client-imports' },
    { from: 'src/kube/retry.ts', to: 'src/kube/client/port.ts', statement: type, rule: 'kube-has-rooms-only' },
    { from: 'src/output/progress/human.ts', to: 'src/volumes/home.ts', statement: value, rule: 'output-types-only' },
    { from: 'src/provisioner/loop/look.ts', to: 'src/move/model/move.ts', statement: type, rule: 'provisioner-imports' },
    { from: 'src/provisioner/model/answer.ts', to: 'src/provisioner/loop/look.ts', statement: type, rule: 'provisioner-model-imports' },
    { from: 'src/move/model/move.ts', to: 'src/provisioner/model/answer.ts', statement: type, rule: 'move-imports' },
    {
      from: 'src/commands/controller/controller-flags.ts',
      to: 'src/provisioner/process/replica.ts',
      statement: value,
      rule: 'commands-types-only',
    },
    { from: 'src/main.ts', to: 'src/controller.ts', statement: value, rule: 'main-imports' },
    { from: 'src/controller-main.ts', to: 'src/app.ts', statement: value, rule: 'controller-main-imports' },
    { from: 'src/controller.ts', to: 'src/controller-main.ts', statement: value, rule: 'nobody-imports-an-edge' },
  ])('$rule: $from may not import $to', async ({ from, to, statement, rule }) => {
    expect(await broken(from, to, statement)).toContain(rule);
  });

  it.each([
    { from: 'src/move/engine/engine.ts', to: 'src/move/model/journal.ts', statement: value },
    { from: 'src/kube/login/connect.ts', to: 'src/kube/client/rest-port.ts', statement: value },
    { from: 'src/output/progress/human.ts', to: 'src/volumes/home.ts', statement: type },
    { from: 'src/provisioner/process/replica.ts', to: 'src/provisioner/model/settings.ts', statement: type },
    { from: 'src/controller-main.ts', to: 'src/controller.ts', statement: value },
  ])('$from may import $to', async ({ from, to, statement }) => {
    expect(await broken(from, to, statement)).toEqual([]);
  });
});
