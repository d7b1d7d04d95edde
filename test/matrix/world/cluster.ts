import { join } from 'node:path';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { type ApiServer, type FindStored, startApiServer } from '../../sandbox/api/server.ts';
import { setUpCluster } from '../../sandbox/cluster-setup.ts';
import { startControllers } from '../../sandbox/controllers/controllers.ts';
import { podWebhook } from '../../sandbox/pod-webhook.ts';
import { admin, nodeUser, user } from '../../sandbox/users.ts';
import { startInstantNode } from './node.ts';
import type { Peek } from './peek.ts';
import type { VolumeFolders } from './volume-folders.ts';

export const consumerName = 'rome';

export interface WorldCluster {
  readonly name: string;
  readonly server: ApiServer;
  /** With an administrator's rights. */
  readonly port: KubePort;
  readonly peek: Peek;
  stop(): Promise<void>;
}

/** An API server, the controllers of Kubernetes, and nodes without containers. */
export async function startWorldCluster({
  name,
  folder,
  folders,
  signal,
}: {
  name: string;
  folder: string;
  folders: VolumeFolders;
  signal: AbortSignal;
}): Promise<WorldCluster> {
  const isConsumer = name === consumerName;
  const stored: { find?: FindStored } = {};
  const webhook = (find: FindStored) => {
    stored.find = find;
    return isConsumer ? podWebhook(find) : { admit: () => undefined };
  };
  const server = await startApiServer({ name, policyDelayMs: 20, webhook });
  const port = server.as(admin);
  await setUpCluster(port);
  const volumesFolder = join(folder, 'volumes');
  const controllers = await startControllers({ portFor: (who) => server.as(user(who)), cluster: name, volumesFolder, folders, signal });
  const peek: Peek = ({ plural }, key) => stored.find?.(plural, key.name, key.namespace) as never;
  const nodes = isConsumer ? [`${name}-1`, `${name}-2`] : [`${name}-1`];
  const store = join(folder, 'store');
  for (const node of nodes) await startInstantNode({ port: server.as(nodeUser(node)), peek, name: node, store, folders, signal });
  const stop = async () => {
    await controllers.stopped;
    await server.close();
  };
  return { name, server, port, peek, stop };
}
