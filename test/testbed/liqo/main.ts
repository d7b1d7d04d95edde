import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectText } from '../../../src/kube/login/connect.ts';
import { installLiqo } from '../../liqo/install.ts';
import { startLiqo } from '../../liqo/liqo.ts';
import { kubeconfigFile } from '../folders.ts';
import { type ClusterPlan, labAddress, planLab } from '../layout.ts';
import { startPodWebhook } from './pod-webhook.ts';
import { surroundings } from '../../support/surroundings.ts';

const [, , state = '', count = ''] = process.argv;

async function connectAs(cluster: ClusterPlan, role: string) {
  const kubeconfig = await readFile(kubeconfigFile(state, cluster.name, role), 'utf8');
  return { kubeconfig, port: await connectText(kubeconfig, { ...surroundings, cluster: cluster.name }) };
}

const lab = planLab(Number(count));
const { signal } = new AbortController();
const consumer = { id: lab.consumer.name, port: (await connectAs(lab.consumer, 'liqo')).port };
const providers = await Promise.all(
  lab.providers.map(async (cluster) => {
    const tenant = await connectAs(cluster, 'tenant');
    const { port } = await connectAs(cluster, 'liqo');
    return { id: cluster.name, port, tenantPort: tenant.port, tenantKubeconfig: tenant.kubeconfig };
  }),
);
const readKey = (file: string) => readFile(join(state, 'pki', file), 'utf8');
const tls = { key: await readKey('liqo.key'), cert: await readKey('liqo.crt') };
await installLiqo({ consumer, providers });
await startPodWebhook({ consumer, address: labAddress, tls, signal });
await startLiqo({ consumer, providers, signal, endpoint: { address: labAddress, tls } });
await writeFile(join(state, 'liqo.ready'), '');
