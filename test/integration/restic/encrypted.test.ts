import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layOutCertificate } from '../../movers/mover-stage.ts';
import { useStage } from './use-stage.ts';

const stage = useStage({ encrypted: true });

async function anotherAuthority(): Promise<{ RESTIC_CACERT: string }> {
  return { RESTIC_CACERT: (await layOutCertificate(await mkdtemp(join(tmpdir(), 'authority-')))).authority };
}

describe.concurrent('a repository with a certificate of the move', { timeout: 240_000 }, () => {
  it('is used by restic and by the manifest program', async () => {
    const move = await stage.openMove('encrypted');
    await writeFile(join(move.volume('source'), 'file'), 'content');
    const [source, target] = await Promise.all([move.start('source'), move.start('target')]);
    expect((await source.end).result).toMatchObject({ role: 'source', files: 1 });
    expect((await target.end).result).toMatchObject({ role: 'target', verified: { entries: 2 } });
    expect(await readFile(join(move.volume('target'), 'file'), 'utf8')).toBe('content');
  });

  it.each(['source', 'target'] as const)(
    'is not used by a %s that knows another authority: it says so, and sends nothing',
    async (role) => {
      const move = await stage.openMove(`impostor-${role}`);
      const environment = { ...move.environment, ...(await anotherAuthority()) };
      const failed =
        /^init container ended with 54: \{"role":"\w+","failure":"certificate","code":54,"details":\["x509: certificate signed by/;
      await expect(move.start(role, { environment })).rejects.toThrow(failed);
    },
  );

  it('is left at once by the manifest program when something else answers', async () => {
    const move = await stage.openMove('taken-over');
    const other = (await anotherAuthority()).RESTIC_CACERT;
    // Reached with the right one: only what starts after that meets the other.
    const python3 = `#!/bin/sh\nPATH=\${PATH#*:} RESTIC_CACERT=${other} exec python3 "$@"\n`;
    const programs = await mkdtemp(join(tmpdir(), 'programs-'));
    await writeFile(join(programs, 'python3'), python3, { mode: 0o755 });
    const target = await move.start('target', { programs });
    expect((await target.end).result).toMatchObject({
      failure: 'certificate',
      code: 54,
      details: [expect.stringContaining('certificate')],
    });
  });
});
