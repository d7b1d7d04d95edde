import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };

// A busy machine may need seconds for what takes one on its own.
vi.setConfig({ testTimeout: 60_000 });

const script = fileURLToPath(new URL('../../../scripts/krew-manifest.sh', import.meta.url));
const uri = 'https://example.com/downloads';

interface Plugin {
  readonly spec: { readonly version: string; readonly platforms: readonly { readonly uri: string; readonly sha256: string }[] };
}

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'krew-manifest-'))));
afterAll(() => rm(folder, { recursive: true }));

it('a manifest for Krew names version, address and digest of every archive, and is not made without one of them', async () => {
  const make = () => execa(script, [folder, uri], { reject: false });
  const names = ['linux-amd64', 'linux-arm64', 'darwin-amd64', 'darwin-arm64', 'windows-amd64'];
  for (const name of names.slice(0, -1)) await writeFile(join(folder, `liqoctl-${name}.tar.gz`), name);
  expect(await make()).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringContaining('liqoctl-windows-amd64.tar.gz') });
  await writeFile(join(folder, 'liqoctl-windows-amd64.tar.gz'), 'windows-amd64');
  const { spec } = parse((await make()).stdout) as Plugin;
  expect(spec.version).toBe(`v${manifest.version}`);
  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(spec.platforms).toMatchObject(names.map((name) => ({ uri: `${uri}/liqoctl-${name}.tar.gz`, sha256: digest(name) })));
});
