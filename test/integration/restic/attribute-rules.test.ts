import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { attributeRules } from '../../../src/restic/attribute-rules.ts';
import type { MoverRights } from '../../../src/restic/mover-rights.ts';
import { mountAwkward, openMounts, whyNoAwkwardMounts } from '../../faults/awkward-mounts.ts';
import { useStage } from './use-stage.ts';

const data = ['user.note', 'user.DOSATTRIB', 'user.overlay.opaque', 'system.posix_acl_access', 'system.posix_acl_default'];
const capability = ['security.capability'];
const privileged = ['security.NTACL', 'trusted.note', 'trusted.overlay.opaque'];
const ofHosts = ['security.selinux', 'security.SMACK64EXEC', 'security.ima', 'security.evm'];
const ofFileSystems = `system.nfs4_acl system.nfs4_dacl system.nfs4_sacl system.cifs_acl system.ntfs_attrib system.richacl trusted.lov
  trusted.SGI_ACL_FILE btrfs.compression ceph.dir.layout lustre.lov glusterfs.x osx.com.apple.quarantine afs.acl os2.x`.split(/\s+/);
const all = [...data, ...capability, ...privileged, ...ofHosts, ...ofFileSystems];

const mover = fileURLToPath(new URL('../../../src/restic/mover', import.meta.url));
const ask =
  'import json, sys; from attributes import stays_behind; print(json.dumps([*filter(lambda name: not stays_behind(name), sys.argv[1:])]))';

/** Which of these names the manifest program describes. */
async function described(rights: MoverRights): Promise<string[]> {
  const env = { ...process.env, MOVER_ATTRIBUTES: attributeRules(rights).join(' ') };
  const { stdout } = await promisify(execFile)('python3', ['-B', '-c', ask, ...all], { env, cwd: mover });
  return JSON.parse(stdout) as string[];
}

it.each<[MoverRights, readonly string[]]>([
  [{ kind: 'user', uid: 1000 }, data],
  [{ kind: 'root' }, [...data, ...capability]],
  [{ kind: 'privileged' }, [...data, ...capability, ...privileged]],
])('of all attributes movers with rights %j carry what is data and may be set', async (rights, carried) => {
  expect(await described(rights)).toEqual(carried);
});

const stage = useStage();
const why = await whyNoAwkwardMounts();
if (why !== undefined) console.log(`no file system with attributes of its own here: ${why}`);

describe.skipIf(why !== undefined)('attributes of a file system', { timeout: 120_000, concurrent: true }, () => {
  it.each(['source', 'target'] as const)('of the %s stay behind, and are counted', async (role) => {
    const move = await stage.openMove(`foreign-${role}`);
    const other = role === 'source' ? 'target' : 'source';
    const mounts = await openMounts(
      `mount -t tmpfs none '${move.volume(other)}'; mount -t tmpfs none '${move.volume(role)}'; ` +
        mountAwkward(move.volume(role), { foreign: 'system.nfs4_acl' }),
    );
    const fill = 'mkdir d; echo x > d/f; setfattr -n user.note -v kept d/f; setfattr -n security.NTACL -v x d/f; touch -h -d @1 d/f d .';
    await mounts.run(`cd '${move.volume('source')}'; ${fill}`);
    const options = { wrapper: mounts.wrapper };
    const [source, target] = await Promise.all([move.start('source', options), move.start('target', options)]);
    const [done, copied] = [await source.end, await target.end];
    const kept = await mounts.run(`cd '${move.volume('target')}'; getfattr -d -m 'user|security' d/f`);
    await mounts.close();
    // However many passes it took: inodes of a file system in user space may get other numbers, which restic takes for a change.
    expect(done.result, done.log).toMatchObject({
      attributes: role === 'source' ? 'system.nfs4_acl:3/security.NTACL:1' : 'security.NTACL:1',
    });
    expect(copied.result, copied.log).toMatchObject({ verified: { entries: 3 } });
    expect(kept).toContain('user.note="kept"');
    expect(kept).not.toContain('NTACL');
  });
});
