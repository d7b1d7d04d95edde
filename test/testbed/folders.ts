import { homedir } from 'node:os';
import { join } from 'node:path';

/** Parts that were built or downloaded, by version. */
export function cacheFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'liqoctl', 'testbed');
}

/** What the running testbed keeps: its state, logs, keys, and the nodes' disks. */
export function stateFolder(environment: NodeJS.ProcessEnv): string {
  return join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'liqoctl', 'testbed');
}

export function kubeconfigFile(state: string, cluster: string, user = 'admin'): string {
  return join(state, 'kubeconfigs', user === 'admin' ? `${cluster}.yaml` : `${cluster}-${user}.yaml`);
}
