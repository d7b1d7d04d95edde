import { plural } from '../base/counts.ts';
import type { SourceDone, TargetDone } from './mover-result.ts';
import type { MoverSpec } from './mover-spec.ts';

/** Letters of chattr(1) and their bits (linux/fs.h); the manifest program leaves out what file systems set by themselves. */
const flagLetters: readonly (readonly [letter: string, bit: number])[] = [
  ['i', 0x10],
  ['a', 0x20],
  ['d', 0x40],
  ['A', 0x80],
  ['S', 0x8],
  ['D', 0x1_0000],
  ['C', 0x80_0000],
  ['c', 0x4],
  ['j', 0x4000],
  ['t', 0x8000],
  ['T', 0x2_0000],
  ['P', 0x2000_0000],
  ['F', 0x4000_0000],
  ['x', 0x200_0000],
  ['E', 0x800],
  ['V', 0x10_0000],
  ['s', 0x1],
  ['u', 0x2],
];

/** What the source has and the copy does not, for people: `3 sockets`. */
export function nameUncarried({ sockets, flagged, flags, projects, links, left, attributes }: SourceDone): string[] {
  return [
    ...left.map((name) => `${name}, ${explainLeft(name)}`),
    ...(sockets > 0 ? [plural(sockets, 'socket')] : []),
    ...(flagged > 0 ? [`inode flags (${lettersOf(flags)}) of ${plural(flagged, 'entry')}`] : []),
    ...(projects > 0 ? [`project quota ids of ${plural(projects, 'entry')}`] : []),
    ...(links > 0 ? [`${plural(links, 'hard link')} of symlinks, pipes or devices`] : []),
    ...nameAttributes(attributes),
  ];
}

function nameAttributes(counts: string): string[] {
  if (counts === '-') return [];
  return counts.split('/').map((pair) => {
    const [name = '', count = ''] = pair.split(':');
    const what = name === '*' ? 'other attributes of file systems or hosts' : `attribute ${decodeURIComponent(name)}`;
    return `${what} of ${plural(Number(count), 'entry')}`;
  });
}

/** What became of times that could not be kept, where that was accepted. */
export function nameLostTimes(source: SourceDone, target: TargetDone): string[] {
  const cut = source.fractions - (target.fractions ?? source.fractions);
  return [
    ...(target.lost ?? []).map((what) => `time of ${what}`),
    ...(cut > 0 ? [`fractions of a second of the times of ${plural(cut, 'entry')}`] : []),
  ];
}

/** What cannot be seen without a manifest, whether there is any of it or not. */
export function unseenWith(verify: MoverSpec['verify']): readonly string[] {
  if (verify === 'full') return [];
  return [
    'attributes that belong to file systems or hosts (system.nfs4_acl and the like), and attributes and ACLs that the target does not keep: ' +
      'only --verify full sees them',
  ];
}

/** Why the source mover took it for no data (mover/root-entries.sh). */
function explainLeft(name: string): string {
  if (name === 'lost+found') return 'which is empty';
  return name.includes('quota.') ? 'in which the old file system counts quotas' : 'which shows snapshots of the volume itself';
}

function lettersOf(flags: string): string {
  const bits = Number.parseInt(flags, 16);
  return `chattr +${flagLetters
    .filter(([, bit]) => (bits & bit) !== 0)
    .map(([letter]) => letter)
    .join('')}`;
}
