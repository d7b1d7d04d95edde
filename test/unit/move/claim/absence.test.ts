import { expect, test } from 'vitest';
import { liqoctl } from '../../../../src/base/hint.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { explainMissing, readAbsence } from '../../../../src/move/claim/absence.ts';

const claims = [
  { name: 'data-db-0', namespace: 'app' },
  { name: 'data-db-1', namespace: 'app' },
  { name: 'orders', namespace: 'shop' },
];
const namespaces = [{ name: 'app' }, { name: 'shop' }];

/** A cluster with those, for a user who may list these plurals; claims of all namespaces are `everywhere`. */
function clusterFor(...allowed: readonly string[]): KubePort {
  const list: KubePort['list'] = async (kind, scope = {}) => {
    const what = kind === kinds.claim && scope.namespace === undefined ? 'everywhere' : kind.plural;
    if (!allowed.includes(what)) throw new KubeError({ reason: 'forbidden', message: 'no', attempt: 'list' });
    const name = scope.fields?.replace('metadata.name=', '');
    const all: readonly { name: string; namespace?: string }[] = kind === kinds.claim ? claims : namespaces;
    const found = all.filter((each) => (name ?? each.name) === each.name && (scope.namespace ?? each.namespace) === each.namespace);
    return { items: found.map((metadata) => ({ metadata })) as never[], resourceVersion: '1' };
  };
  const find: KubePort['find'] = async (_kind, { name, namespace }) => {
    const found = claims.find((each) => each.name === name && each.namespace === namespace);
    return found && ({ metadata: found } as never);
  };
  return { list, find } as KubePort;
}

const all = ['everywhere', 'persistentvolumeclaims', 'namespaces'];

test.each([
  ['a claim of another namespace', all, { namespace: 'app', claim: 'orders' }, { namespaceExists: true, elsewhere: ['shop'], similar: [] }],
  [
    'a mistyped claim',
    all,
    { namespace: 'app', claim: 'data-db' },
    { namespaceExists: true, elsewhere: [], similar: ['data-db-0', 'data-db-1'] },
  ],
  ['a mistyped namespace', all, { namespace: 'apps', claim: 'x' }, { namespaceExists: false, elsewhere: [], similar: ['app'] }],
  [
    'whatever a user of one namespace may see',
    ['persistentvolumeclaims'],
    { namespace: 'app', claim: 'datadb0' },
    { namespaceExists: true, elsewhere: [], similar: ['data-db-0'] },
  ],
])('%s is found', async (_what, allowed, ref, absence) => {
  expect(await readAbsence(clusterFor(...allowed), ref)).toEqual(absence);
});

test.each([
  ['data-db', 'app', 'claim data-db not found in namespace app (Did you mean data-db-0 or data-db-1?)'],
  ['data-db-0', 'shop', 'claim data-db-0 not found in namespace shop; found in app: add -n app'],
  ['data-db-0', 'ap', 'claim data-db-0 not found: namespace ap does not exist; found in app: add -n app'],
  ['data-db-0', 'app', undefined],
])('what may have been meant by %s in %s', async (claim, namespace, message) => {
  const explained = await explainMissing(clusterFor(...all), { claim, namespace }, (other) => liqoctl(`move resume ${claim} -n ${other}`));
  expect(explained?.message).toBe(message);
});
