import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { connectText } from '../../../src/kube/login/connect.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { kubeconfigFile } from '../folders.ts';
import { type ClusterPlan, clustersOf, planLab } from '../layout.ts';
import { parseQuery, renderAnswer } from './message.ts';
import { resolveName } from './names.ts';
import { surroundings } from '../../support/surroundings.ts';

const [, , state = '', providers = ''] = process.argv;

/** Answers for the Services of one cluster, at the address that its pods ask. */
async function serve(cluster: ClusterPlan): Promise<void> {
  const port = await connectText(await readFile(kubeconfigFile(state, cluster.name), 'utf8'), { ...surroundings, cluster: cluster.name });
  const { signal } = new AbortController();
  const services = await startInformer({ port, kind: kinds.service, clock: systemClock, signal });
  const slices = await startInformer({ port, kind: kinds.endpointSlice, clock: systemClock, signal });
  const records = { service: (name: string, namespace: string) => services.get(name, namespace), slices: () => slices.items() };
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const question = parseQuery(message);
    if (question !== undefined) socket.send(renderAnswer(question, resolveName(question.name, records)), from.port, from.address);
  });
  socket.on('error', (error) => console.error(cluster.name, error));
  socket.bind(53, cluster.dnsAddress);
}

await Promise.all(clustersOf(planLab(Number(providers))).map(serve));
