// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { bindingNames } from '../../../src/volumes/names.ts';
import { ownClass } from '../../place/storage-controller.ts';
import { claimOf } from '../../support/claims.ts';
import { until } from '../../support/until.ts';
import { openStorageLab, type StorageLab, storageNamespace } from './storage-lab.ts';

const phaseOf = async ({ rome }: StorageLab, name: string) => (await rome.read(kinds.claim, { namespace: 'shop', name })).status?.phase;
const bound = (lab: StorageLab, name: string) => until(async () => ((await phaseOf(lab, name)) === 'Bound' ? true : undefined));
const told = (lab: StorageLab, uid: string | undefined, reason: string) =>
  until(async () => {
    const { items } = await lab.rome.list(kinds.event, { namespace: 'shop', fields: `involvedObject.uid=${uid},reason=${reason}` });
    return items.find(({ source }) => source?.component === 'liqo-storage-controller')?.message;
  });

describe('a claim of our own class', () => {
  it.each(['rome-1', 'milan'] as const)('is bound where its node is selected: %s', async (node) => {
    const lab = await openStorageLab();
    await lab.start();
    await lab.claim('data', node);
    await bound(lab, 'data');
  });

  it('is a block device where one is asked for', async () => {
    const lab = await openStorageLab();
    await lab.start();
    const { metadata } = await lab.claim('data', 'rome-1', { volumeMode: 'Block' });
    await bound(lab, 'data');
    expect((await lab.rome.read(kinds.volume, { name: `pvc-${metadata.uid}` })).spec?.volumeMode).toBe('Block');
  });

  it('has the mount options of both classes, and the real capacity', async () => {
    const lab = await openStorageLab();
    await lab.rome.create(kinds.storageClass, { ...ownClass('tuned'), mountOptions: ['noatime'] });
    await lab.start();
    const { metadata } = await lab.claim('data', 'rome-1', { storageClassName: 'tuned' });
    await bound(lab, 'data');
    const real = await lab.rome.read(kinds.claim, { namespace: storageNamespace, name: metadata.uid ?? '' });
    expect((await lab.rome.read(kinds.volume, { name: `pvc-${metadata.uid}` })).spec).toMatchObject({
      mountOptions: ['noatime'],
      capacity: { storage: real.status?.capacity?.['storage'] },
    });
  });

  it('says what it waits for when no real class is the default one, and is bound once there is one', async () => {
    const lab = await openStorageLab();
    const annotations = (value: string) => ({ metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': value } } });
    await lab.rome.mergePatch(kinds.storageClass, { name: 'local-path' }, annotations('false'));
    await lab.start();
    const { metadata } = await lab.claim('data', 'rome-1');
    expect(await told(lab, metadata.uid, 'NoLocalClass')).toContain("no real storage class is the cluster's default one");
    await lab.rome.mergePatch(kinds.storageClass, { name: 'local-path' }, annotations('true'));
    await bound(lab, 'data');
  });

  it('gets the class that it names, or its virtual class, or the flag', async () => {
    const lab = await openStorageLab();
    for (const name of ['mine', 'its-own', 'flagged']) {
      await lab.rome.create(kinds.storageClass, { ...ownClass(name), provisioner: 'rancher.io/local-path' });
    }
    await lab.rome.create(kinds.storageClass, { ...ownClass('naming'), parameters: { localClass: 'its-own' } });
    await lab.start({}, { localClass: 'flagged' });
    const flagged = await lab.claim('one', 'rome-1');
    const named = await lab.claim('two', 'rome-1', { storageClassName: 'naming' });
    const realClassOf = (uid = '') =>
      until(async () => (await lab.rome.find(kinds.claim, { namespace: storageNamespace, name: uid }))?.spec?.storageClassName);
    expect(await realClassOf(flagged.metadata.uid)).toBe('flagged');
    expect(await realClassOf(named.metadata.uid)).toBe('its-own');
  });

  it('shares a derived class with others like it, which goes with the last of them', async () => {
    const lab = await openStorageLab();
    await lab.rome.create(kinds.storageClass, { ...ownClass('derived'), parameters: { 'local/pathPattern': 'x' } });
    await lab.start();
    const claims = [
      await lab.claim('one', 'rome-1', { storageClassName: 'derived' }),
      await lab.claim('two', 'rome-1', { storageClassName: 'derived' }),
    ];
    const classes = await Promise.all(
      claims.map(({ metadata }) =>
        until(
          async () => (await lab.rome.find(kinds.claim, { namespace: storageNamespace, name: metadata.uid ?? '' }))?.spec?.storageClassName,
        ),
      ),
    );
    expect(classes[0]).toMatch(/^local-path-[a-z2-7]{10}$/);
    expect(classes[1]).toBe(classes[0]);
    expect(await lab.rome.read(kinds.storageClass, { name: classes[0] ?? '' })).toMatchObject({ parameters: { pathPattern: 'x' } });
  });

  it.each([
    ['parameters of a class in a provider', { parameters: { 'remote/type': 'ssd' } }, 'RemoteParametersRefused'],
    ['a class that the provider does not offer', { parameters: { remoteClass: 'gold' } }, 'RemoteClassNotOffered'],
  ])('is refused %s', async (_what, change, reason) => {
    const lab = await openStorageLab();
    await lab.rome.create(kinds.storageClass, { ...ownClass('picky'), ...change });
    await lab.start();
    const { metadata } = await lab.claim('data', 'milan', { storageClassName: 'picky' });
    expect(await told(lab, metadata.uid, reason)).toBeTruthy();
    expect((await lab.milan.list(kinds.claim)).items).toEqual([]);
  });

  it('touches no claim of somebody else that has the name in the provider', async () => {
    const lab = await openStorageLab();
    const theirs = await lab.milan.create(kinds.claim, claimOf({ namespace: 'shop-rome', name: 'data' }));
    await lab.start();
    const { metadata } = await lab.claim('data', 'milan');
    expect(await told(lab, metadata.uid, 'NameTaken')).toContain('there is another claim');
    expect(await lab.milan.read(kinds.claim, { namespace: 'shop-rome', name: 'data' })).toEqual(theirs);
  });

  it('gives its node back when the real provisioner does', async () => {
    const lab = await openStorageLab();
    await lab.start();
    const { metadata } = await lab.claim('data', 'rome-1', { volumeMode: 'Filesystem', accessModes: ['ReadWriteMany'] });
    const key = { namespace: storageNamespace, name: metadata.uid ?? '' };
    await until(async () => lab.rome.find(kinds.claim, key));
    await lab.rome.mergePatch(kinds.claim, key, { metadata: { annotations: { [bindingNames.selectedNode]: null } } });
    const virtual = async () => (await lab.rome.read(kinds.claim, { namespace: 'shop', name: 'data' })).metadata.annotations ?? {};
    await until(async () => (bindingNames.selectedNode in (await virtual()) ? undefined : true));
  });
});
