import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { program } from './control-plane.ts';
import { kubeconfigFile } from './folders.ts';
import { type ClusterPlan, clustersOf, type NodePlan, planLab } from './layout.ts';
import { enterNode } from './namespaces.ts';
import { endProcess, identityOf, type ProcessIdentity } from './process-identity.ts';
import { nodeOf } from './programs.ts';
import { openState, type StateFile } from './state.ts';

/** Makes all nodes obey NetworkPolicies while `meanwhile` runs, as the network plugins of most clusters do; `router` is the part of that name. */
export async function withPolicies(folder: string, router: string, meanwhile: () => Promise<void>): Promise<void> {
  const state = openState(folder);
  const commands = clustersOf(planLab(state.now.providers)).flatMap((cluster) =>
    cluster.nodes.map((node) => ({
      enter: enterRouter(state, node, router),
      run: [join(router, 'kube-router'), ...renderFlags(cluster, node, kubeconfigFile(folder, cluster.name))],
    })),
  );
  const routers = commands.map(({ enter, run }) => start([...enter, ...run]));
  try {
    await meanwhile();
  } finally {
    for (const router of routers) await endProcess(router);
    await Promise.all(
      commands.map(({ enter }) => runCommand([...enter, '/bin/sh', '-c', forget], { signal: AbortSignal.timeout(60_000) })),
    );
  }
}

/** Its rules outlive it, and it stumbles itself when it is told to remove them. Nobody else on a node has any in these tables. */
const forget = 'iptables -F && iptables -X && ip6tables -F && ip6tables -X && ipset destroy';

/** Command that enters a node with what kube-router calls on the PATH. */
function enterRouter(state: StateFile, node: NodePlan, router: string): string[] {
  const libraries = join(router, 'usr', 'lib', `${machines[process.arch] ?? process.arch}-linux-gnu`);
  const environment = [`PATH=${join(router, 'usr/sbin')}`, `LD_LIBRARY_PATH=${libraries}`, `XTABLES_LIBDIR=${join(libraries, 'xtables')}`];
  const bound = ['/usr/bin/setpriv', '--pdeathsig', 'KILL'];
  return [...enterNode(nodeOf({ state }, node.name)), ...bound, '/usr/bin/env', '-i', ...environment];
}

/** As Debian names them in folders. */
const machines: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

function renderFlags(cluster: ClusterPlan, node: NodePlan, kubeconfig: string): readonly string[] {
  const only = { 'run-firewall': 'true', 'run-router': 'false', 'run-service-proxy': 'false' };
  return program('', { ...only, kubeconfig, 'hostname-override': node.name, 'service-cluster-ip-range': cluster.serviceRange }).args;
}

function start([name = '', ...args]: readonly string[]): ProcessIdentity {
  return identityOf(spawn(name, args, { stdio: 'ignore' }));
}
