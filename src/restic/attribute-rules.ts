import type { MoverRights } from './mover-rights.ts';

/** Data wherever it lies: users' own attributes and POSIX ACLs. */
const data = ['!user.*', '!system.posix_acl_*'];

/** Labels and digests that hold for one host: SELinux, Smack, AppArmor, IMA and EVM. */
const ofHosts = ['selinux', 'sehash', 'SMACK64*', 'apparmor', 'ima', 'evm'].map((name) => `security.${name}`);

/** What Lustre, Gluster and XFS show of themselves to privileged readers; overlayfs' own are data where layers are kept on the volume. */
const ofFileSystems = ['lov', 'lma', 'lmv', 'link', 'som', 'hsm', 'gfid*', 'glusterfs.*', 'afr.*', 'ec.*', 'SGI_ACL_*'].map(
  (name) => `trusted.${name}`,
);

/**
 * Which extended attributes stay behind, in the words of restic's `--exclude-xattr`: the last rule that fits a name counts, and `!` carries it.
 * All belong to their file system or host (`system.nfs4_acl`, `btrfs.compression`, `ceph.*`) but for those named here, as far as such movers
 * may set them: all of `security.*` but file capabilities takes SYS_ADMIN (capabilities(7)).
 */
export function attributeRules(rights: MoverRights): readonly string[] {
  switch (rights.kind) {
    case 'user':
      return ['*', ...data];
    case 'root':
      return ['*', ...data, '!security.capability'];
    case 'privileged':
      return ['*', ...data, '!security.*', '!trusted.*', ...ofHosts, ...ofFileSystems];
  }
}
