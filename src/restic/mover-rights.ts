/** What movers may do on the volumes. */
export type MoverRights =
  /** As root, with the few capabilities that each side needs. */
  | { readonly kind: 'root' }
  /** With SYS_ADMIN too, without which the kernel hides `trusted.*` attributes. */
  | { readonly kind: 'privileged' }
  /** As this user and the group of the same number, without any capability. */
  | { readonly kind: 'user'; readonly uid: number };

/** In words. */
export function formatRights(rights: MoverRights): string {
  switch (rights.kind) {
    case 'root':
      return 'root';
    case 'privileged':
      return 'root with SYS_ADMIN';
    case 'user':
      return `user ${rights.uid}`;
  }
}

/** What of it is said with -v only: next to no volume has any of it, and a warning that is always there is read once. */
export function rarelyThere(rights: MoverRights): readonly string[] {
  return rights.kind === 'root' ? uncarriedWith(rights) : [];
}

/** What such movers cannot carry, whether there is any of it or not: what they may not see they cannot count. */
export function uncarriedWith(rights: MoverRights): readonly string[] {
  switch (rights.kind) {
    case 'root':
      return ['trusted.* attributes, which only privileged movers see'];
    case 'privileged':
      return [];
    case 'user':
      return [
        `owners and groups: all of the copy belongs to ${rights.uid}`,
        "owner, mode, time and attributes of the volume's root",
        'device nodes',
        'file capabilities and other security.* attributes',
        'trusted.* attributes',
      ];
  }
}
