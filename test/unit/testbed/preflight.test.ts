import { expect, test } from 'vitest';
import { checkMachine, type Machine } from '../../testbed/preflight.ts';

const good: Machine = { platform: 'linux', isRoot: true, missing: [], canUnshare: true, mounted: ['proc', 'cgroup2'] };

test.each<[string, Partial<Machine>, RegExp[]]>([
  ['is good', {}, []],
  ['is no Linux', { platform: 'darwin', isRoot: false, mounted: [] }, [/need Linux; this is darwin/]],
  ['lacks programs', { missing: ['go', 'openssl'] }, [/^go is missing: .*https:/, /^openssl is missing/]],
  ['is not ours', { isRoot: false, canUnshare: false }, [/need root: use sudo/]],
  ['keeps namespaces to itself', { canUnshare: false }, [/nobody make namespaces/]],
  ['has no control groups', { mounted: ['proc'] }, [/control groups/]],
])('a machine that %s', (_what, change, expected) => {
  expect(checkMachine({ ...good, ...change })).toEqual(expected.map((reason) => expect.stringMatching(reason)));
});
