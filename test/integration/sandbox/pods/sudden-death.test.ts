import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { splitLines } from '../../../../src/kube/client/lines.ts';
import { type Isolation, probeIsolation } from '../../../sandbox/pods/isolation.ts';
import { lives } from './test-node.ts';
import { untilFits } from '../../../support/until.ts';

const script = fileURLToPath(new URL('doomed-node.ts', import.meta.url));

it.each(['the best there is', 'none'] as const)('no container outlives the sandbox, however it dies (namespaces: %s)', async (wanted) => {
  const isolation: Isolation = wanted === 'none' ? 'none' : await probeIsolation();
  const sandbox = spawn(process.execPath, ['--import', 'tsx', script, isolation], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const line = await splitLines(sandbox.stdout)[Symbol.asyncIterator]().next();
    const { folder, pids } = JSON.parse(String(line.value)) as { folder: string; pids: number[] };
    expect(pids.filter(lives)).toEqual(pids);
    sandbox.kill('SIGKILL');
    await untilFits(
      async () => pids.filter(lives),
      (alive) => alive.length === 0,
    );
    await rm(folder, { recursive: true });
  } finally {
    sandbox.kill('SIGKILL');
  }
});
