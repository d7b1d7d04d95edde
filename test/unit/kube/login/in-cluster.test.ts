import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { podKubeconfig, podNamespace } from '../../../../src/kube/login/in-cluster.ts';
import { parseCluster, parseUser } from '../../../../src/kube/login/kubeconfig-entries.ts';

/** A pod's account, as kubelets put it there. */
async function account(...files: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'account-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const file of files) await writeFile(join(folder, file), `${file} of the pod\n`);
  return folder;
}

const inPod = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };

it('is the account of the pod', async () => {
  const folder = await account('token', 'ca.crt', 'namespace');
  const { clusters, users } = podKubeconfig(inPod, folder) ?? { clusters: [], users: [] };
  expect(clusters.map(parseCluster)).toMatchObject([{ server: 'https://10.0.0.1:443', caFile: join(folder, 'ca.crt') }]);
  expect(users.map(parseUser)).toMatchObject([{ tokenFile: join(folder, 'token') }]);
  expect(podNamespace({}, folder)).toBe('namespace of the pod');
  expect(podNamespace({ POD_NAMESPACE: 'given' }, folder)).toBe('given');
});

it('takes an address of IPv6, and no authority', async () => {
  const folder = await account('token');
  const { clusters } = podKubeconfig({ ...inPod, KUBERNETES_SERVICE_HOST: 'fd00::1' }, folder) ?? { clusters: [] };
  expect(clusters.map(parseCluster)).toMatchObject([{ server: 'https://[fd00::1]:443', caFile: undefined }]);
  expect(podNamespace({}, folder)).toBe('default');
});

it('is nothing outside pods', async () => {
  expect(podKubeconfig({}, await account('token'))).toBeUndefined();
  expect(podKubeconfig(inPod, await account())).toBeUndefined();
});
