import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { controlGroup } from './control-groups.ts';
import { program, type Program } from './control-plane.ts';
import { kubeconfigFile } from './folders.ts';
import type { ClusterPlan, NodePlan } from './layout.ts';
import { pauseImage } from './parts/images.ts';

export const containerdSocket = '/run/containerd/containerd.sock';

interface NodeFiles {
  readonly cluster: ClusterPlan;
  readonly node: NodePlan;
  readonly state: string;
}

/** What runs on every node. */
export function renderNodePrograms({ cluster, node, state }: NodeFiles): Program[] {
  const folder = configurationFolder(state, node);
  return [
    program('containerd', { config: join(folder, 'containerd.toml') }),
    program('kubelet', {
      config: join(folder, 'kubelet.json'),
      kubeconfig: kubeconfigFile(state, cluster.name, node.name),
      'hostname-override': node.name,
      'node-ip': node.address,
    }),
    program('kube-proxy', {
      kubeconfig: kubeconfigFile(state, cluster.name, 'proxy'),
      'hostname-override': node.name,
      'proxy-mode': 'nftables',
      'cluster-cidr': cluster.podRange,
      // Zero leaves the kernel's limits alone, which are the whole machine's.
      'conntrack-max-per-core': '0',
      'conntrack-tcp-timeout-established': '0s',
      'conntrack-tcp-timeout-close-wait': '0s',
    }),
  ];
}

export async function writeNodeFiles(files: NodeFiles): Promise<void> {
  const folder = configurationFolder(files.state, files.node);
  const registries = registriesFolder(files.state, files.node.name);
  for (const needed of [join(folder, 'cni'), registries]) await mkdir(needed, { recursive: true });
  await writeFile(join(folder, 'containerd.toml'), renderContainerd(join(folder, 'cni'), registries));
  await writeFile(join(folder, 'kubelet.json'), JSON.stringify(renderKubelet(files), undefined, 2));
  await writeFile(join(folder, 'cni', 'testbed.conflist'), JSON.stringify(renderPodNetwork(files.node), undefined, 2));
}

function configurationFolder(state: string, { name }: Pick<NodePlan, 'name'>): string {
  return join(state, 'nodes', name, 'etc');
}

/** Where a node's containerd looks how a registry is spoken to, by its address. */
export function registriesFolder(state: string, node: string): string {
  return join(configurationFolder(state, { name: node }), 'registries');
}

function renderContainerd(cniFolder: string, registries: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
[grpc]
  address = "${containerdSocket}"
[${cri}]
  sandbox_image = "${pauseImage}"
  disable_hugetlb_controller = true
  # Lowering a score takes CAP_SYS_RESOURCE, which root in a container lacks; runc then dies without a word.
  restrict_oom_score_adj = true
  [${cri}.cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${cniFolder}"
  [${cri}.registry]
    config_path = "${registries}"
  [${cri}.containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [${cri}.containerd.runtimes.runc.options]
      SystemdCgroup = false
`;
}

function renderKubelet({ cluster, node }: NodeFiles): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    containerRuntimeEndpoint: `unix://${containerdSocket}`,
    authentication: { anonymous: { enabled: true }, webhook: { enabled: false } },
    authorization: { mode: 'AlwaysAllow' },
    clusterDomain: 'cluster.local',
    clusterDNS: [cluster.dnsAddress],
    resolvConf: '',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: controlGroup(node.name),
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    volumePluginDir: '/var/lib/kubelet/plugins',
    // The nodes share one disk, and images that were evicted could not be pulled again.
    evictionHard: { 'memory.available': '50Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
  };
}

function renderPodNetwork({ podRange }: NodePlan): object {
  return {
    cniVersion: '0.4.0',
    name: 'testbed',
    plugins: [
      {
        type: 'bridge',
        bridge: 'cni0',
        isGateway: true,
        ipMasq: false,
        hairpinMode: true,
        ipam: { type: 'host-local', ranges: [[{ subnet: podRange }]], routes: [{ dst: '0.0.0.0/0' }] },
      },
    ],
  };
}
