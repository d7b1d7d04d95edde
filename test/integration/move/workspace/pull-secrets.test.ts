import { describe, expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { ensurePullSecrets, findPullSecret, removePullSecrets } from '../../../../src/move/workspace/pull-secrets.ts';
import { requestOf } from '../../../support/requests.ts';
import { type ApiServers, openApiServers } from '../api-servers.ts';

const namespace = 'liqo-move-abcdefghij-1';
const data = { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') };

async function createSecret({ rome }: ApiServers, name: string, where: string, type = 'kubernetes.io/dockerconfigjson'): Promise<void> {
  await rome.create(kinds.secret, { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: where }, type, data });
}

async function open() {
  const lab = await openApiServers();
  await lab.rome.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return { lab, move: await lab.move({ request: requestOf({ pullSecrets: ['own', 'of-all'] }) }) };
}

describe('Secrets that images are pulled with', () => {
  it('are copied from the namespace of the claim or of the journals to each that runs a pod, and go with the move', async () => {
    const { lab, move } = await open();
    await createSecret(lab, 'own', 'shop');
    await createSecret(lab, 'of-all', 'liqo-move');
    await ensurePullSecrets(move);
    await ensurePullSecrets(move);
    const copies = async () => {
      const keys = [1, 2].flatMap((number) =>
        [namespace, 'shop', 'liqo-storage'].map((where) => ({ name: `${namespace}-pull-${number}`, namespace: where })),
      );
      return Promise.all(keys.map((key) => lab.rome.find(kinds.secret, key)));
    };
    for (const copy of await copies()) expect(copy).toMatchObject({ type: 'kubernetes.io/dockerconfigjson', data });
    await removePullSecrets(move);
    // The workspace takes its own along.
    expect((await copies()).filter((copy) => copy !== undefined).map((copy) => copy?.metadata.namespace)).toEqual([namespace, namespace]);
    expect(await lab.rome.find(kinds.secret, { name: 'own', namespace: 'shop' })).toBeDefined();
  });

  it('are not found where a Secret of that name is no such thing', async () => {
    const { lab, move } = await open();
    await createSecret(lab, 'own', 'shop', 'Opaque');
    expect(await findPullSecret(lab.rome, 'own', 'shop')).toBeUndefined();
    const message = 'image pull secret own is not in namespace shop, nor in liqo-move';
    await expect(ensurePullSecrets(move)).rejects.toMatchObject({ kind: 'move', message });
  });
});
