import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

const script = fileURLToPath(new URL('../../../scripts/tools.sh', import.meta.url));

/** A Go that makes a program of nothing, but only when both are being built: or each would wait for the other in vain. */
const go = `#!/bin/bash
if [ "$1" = env ]; then echo go1.26.0; exit; fi
echo "$GOTMPDIR" >>"$STARTED"
until [ "$(wc -l <"$STARTED")" = 2 ]; do sleep 0.1; done
echo 'go: downloading example.com/module v1.0.0' >&2
while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out=$2; fi; shift; done
if [ -n "\${BROKEN-}" ]; then echo 'it does not compile' >&2; exit 1; fi
mkdir -p "$(dirname "$out")"
printf '#!/bin/sh\\necho 9.9.9\\n' >"$out"
chmod 755 "$out"
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  await mkdir(join(folder, 'bin'));
  await writeFile(join(folder, 'bin', 'go'), go);
  await chmod(join(folder, 'bin', 'go'), 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

function tools(more: Readonly<Record<string, string>> = {}) {
  const path = [join(folder, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const env = { PATH: path, HOME: folder, TOOLS_OWN: '1', STARTED: join(folder, 'started'), ...more };
  return execa(script, { env, extendEnv: false, reject: false });
}

it('what is missing is built at once, which is announced and reported, and found the next time', async () => {
  const first = await tools();
  const folders = ['restic-v0.19.1', 'rest-server-v0.14.0'].map((name) => join(folder, '.cache', 'liqoctl', 'tools', name)).join(':');
  expect([first.exitCode, first.stdout]).toEqual([0, folders]);
  expect(first.stderr).toMatch(/building restic v0\.19\.1 and rest-server v0\.14\.0 .*: one to five minutes, about \d+ MB to download/);
  expect(first.stderr).toMatch(/restic v0\.19\.1 is built: \d+ MB in .*, after \d+ s/);
  expect(await tools()).toMatchObject({ exitCode: 0, stdout: folders, stderr: '' });
});

it('a build that fails is shown, and leaves nothing behind', async () => {
  const { exitCode, stdout, stderr } = await tools({ BROKEN: '1' });
  expect([exitCode, stdout]).toEqual([1, '']);
  expect(stderr).toContain('it does not compile');
});
