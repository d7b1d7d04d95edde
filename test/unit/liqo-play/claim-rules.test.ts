import { describe, expect, it } from 'vitest';
import { type ClaimFacts, decideClaim } from '../../liqo/claims/claim-rules.ts';
import { forgeRemoteClaim } from '../../liqo/claims/remote-claim.ts';
import { reflectionLabels } from '../../liqo/marks.ts';
import { claimOf } from '../../support/claims.ts';

const pair = { consumer: 'rome', provider: 'milan' };
const local = claimOf({ name: 'db', namespace: 'app' });
const foreign = claimOf({ name: 'db', namespace: 'app-rome' });
const reflected = claimOf({ name: 'db', namespace: 'app-rome' }, { labels: reflectionLabels(pair) });

function facts(given: Partial<ClaimFacts>): ClaimFacts {
  return { pair, local, remote: undefined, wantsVolume: true, storageEnabled: true, selectedProvider: 'milan', ...given };
}

describe('the rules of the claim reflector', () => {
  it.each([
    ['foreign remote, local there', { remote: foreign }, 'say-already-exists'],
    ['foreign remote, local missing', { remote: foreign, local: undefined }, 'nothing'],
    ['foreign remote comes before a missing volume', { remote: foreign, wantsVolume: false }, 'say-already-exists'],
    ['reflected remote, local missing', { remote: reflected, local: undefined }, 'delete-remote'],
    ['reflected remote, bound local', { remote: reflected, wantsVolume: false }, 'nothing'],
    ['both missing', { local: undefined }, 'nothing'],
    ['nothing to make', { wantsVolume: false }, 'nothing'],
    ['storage disabled comes before whose node it is', { storageEnabled: false, selectedProvider: 'paris' }, 'unselect-node'],
    ['node of another provider', { selectedProvider: 'paris' }, 'say-reflected'],
    ['physical node', { selectedProvider: undefined }, 'say-reflected'],
    ['own node', {}, 'provision'],
    ['own node, reflected remote there already', { remote: reflected }, 'provision'],
  ] satisfies [string, Partial<ClaimFacts>, string][])('%s', (_, given, decision) => {
    expect(decideClaim(facts(given))).toBe(decision);
  });

  it('counts a claim with one label of two, or with other values, as foreign', () => {
    for (const labels of [{ 'offloading.liqo.io/origin': 'rome' }, reflectionLabels({ consumer: 'rome', provider: 'paris' })]) {
      const remote = claimOf({ name: 'db', namespace: 'app-rome' }, { labels });
      expect(decideClaim(facts({ remote, local: undefined }))).toBe('nothing');
    }
  });
});

describe('the remote claim', () => {
  const forge = (annotations: Record<string, string>, remoteClass?: string, classes = [{ name: 'b' }, { name: 'a' }]) =>
    forgeRemoteClaim({
      local: claimOf(
        { name: 'db', namespace: 'app' },
        { annotations, labels: { app: 'db' } },
        { storageClassName: 'liqo', volumeName: 'x' },
      ),
      remote: remoteClass === undefined ? undefined : claimOf({ name: 'db', namespace: 'app-rome' }, {}, { storageClassName: remoteClass }),
      namespace: 'app-rome',
      pair,
      classes,
    });

  it('takes the class from the annotation, then from what is there, then the default, then the first by name', () => {
    expect(forge({ 'liqo.io/remote-storage-class': 'fast' }, 'slow').spec?.storageClassName).toBe('fast');
    expect(forge({}, 'slow').spec?.storageClassName).toBe('slow');
    expect(forge({}, undefined, [{ name: 'a' }, { name: 'z', default: true }] as { name: string }[]).spec?.storageClassName).toBe('z');
    expect(forge({}).spec?.storageClassName).toBe('a');
    expect(forge({}, undefined, []).spec?.storageClassName).toBeUndefined();
  });

  it('carries the labels, Liqo`s two, and only the annotations that are not of the binding', () => {
    const claim = forge({ team: 'blue', 'pv.kubernetes.io/bind-completed': 'yes', 'volume.kubernetes.io/selected-node': 'milan' });
    expect(claim.metadata.labels).toEqual({ app: 'db', ...reflectionLabels(pair) });
    expect(claim.metadata.annotations).toEqual({ team: 'blue' });
    expect(claim.spec).not.toHaveProperty('volumeName');
  });

  it('refuses an access mode that does not exist', () => {
    expect(() => forge({ 'liqo.io/remote-access-modes': 'ReadWriteOnce,Write' })).toThrow('"Write"');
    expect(forge({ 'liqo.io/remote-access-modes': 'ReadWriteMany, ReadWriteOnce' }).spec?.accessModes).toEqual([
      'ReadWriteMany',
      'ReadWriteOnce',
    ]);
  });
});
