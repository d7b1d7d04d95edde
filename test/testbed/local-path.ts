import { program, type Program } from './control-plane.ts';
import { kubeconfigFile } from './folders.ts';
import type { ClusterPlan } from './layout.ts';

const namespace = 'local-path-storage';
const configuration = 'local-path-config';
const provisionerName = 'rancher.io/local-path';
const helperImage = 'docker.io/library/busybox:1.37';

/** The provisioner runs beside the control plane and makes folders through pods on the nodes. */
export function renderProvisioner(cluster: ClusterPlan, state: string): Program {
  const { name, args } = program('local-path-provisioner', {
    kubeconfig: kubeconfigFile(state, cluster.name, 'provisioner'),
    namespace,
    'configmap-name': configuration,
    'service-account-name': 'default',
    'helper-image': helperImage,
    'provisioner-name': provisionerName,
  });
  return { name, args: ['start', ...args] };
}

/** The default class and what its provisioner needs. */
export function renderLocalPath(): object[] {
  const metadata = { name: configuration, namespace };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: {
        'config.json': JSON.stringify({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: ['/var/lib/local-path'] }] }),
        setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
        teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
        'helperPod.yaml': JSON.stringify(helperPod),
      },
    },
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'local-path', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: provisionerName,
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: 'Delete',
    },
  ];
}

const helperPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'helper-pod' },
  spec: { containers: [{ name: 'helper-pod', image: helperImage, imagePullPolicy: 'IfNotPresent' }] },
};
