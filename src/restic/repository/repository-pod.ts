import type { Meta, Pod, Service } from '../../kube/objects/kinds.ts';
import { secretKeys, tlsKeys } from './credentials.ts';
import { type PodWishes, renderWishes, undisturbedAnnotations } from '../pod-wishes.ts';
import { type ContainerResources, renderResources } from '../container-resources.ts';

/** Port of the repository server, in its pod and its Service. */
export const repositoryPort = 8000;

/** Name of the server's Pod and Service: movers reach it as `repository.<namespace>.svc`. */
export const repositoryName = 'repository';

/** Name of the container in which the server runs. */
export const repositoryContainer = 'server';

/** Where the repository's packs are kept. */
export type RepositoryStorage =
  | { readonly kind: 'class'; readonly storageClass: string; readonly size: string }
  /** On the node's own disk; the pod is evicted when it grows beyond `sizeLimit`. */
  | { readonly kind: 'node'; readonly sizeLimit: string };

export interface RepositorySpec {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** rest-server's stock image. */
  readonly image: string;
  readonly resources: ContainerResources;
  /** Secret made by renderServerSecret. */
  readonly secret: string;
  /** Secret made by renderCertificateSecret; without it the server speaks plain HTTP. */
  readonly certificate?: string;
  readonly wishes?: PodWishes;
  readonly storage: RepositoryStorage;
}

const nobody = 65534;

/** The server's name for pods of the cluster where its namespace has that name; its certificate is for such names. */
export function repositoryHost(namespace: string): string {
  return `${repositoryName}.${namespace}.svc`;
}

/**
 * restic's own address for the private repository of `user` in the server of `namespace`. Every pod completes the name by the search list of
 * its own cluster, whose domain need not be `cluster.local`.
 */
export function repositoryUrl(namespace: string, user: string, scheme: 'http' | 'https'): string {
  return `rest:${scheme}://${repositoryHost(namespace)}:${repositoryPort}/${user}/`;
}

/**
 * rest-server as a bare Pod: it lives as long as the move and is never replaced by another with an empty volume.
 * The image has no entrypoint and its script ignores arguments, so the command is spelt out.
 */
export function renderRepositoryPod(spec: RepositorySpec): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: repositoryName,
      namespace: spec.namespace,
      labels: repositoryLabels(spec),
      annotations: { ...noMeshAnnotations, ...undisturbedAnnotations },
    },
    spec: {
      restartPolicy: 'Always',
      ...renderWishes(spec.wishes ?? {}),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: 5,
      securityContext: {
        runAsUser: nobody,
        runAsGroup: nobody,
        runAsNonRoot: true,
        fsGroup: nobody,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [renderServer(spec)],
      volumes: [renderStorage(spec), { name: 'secret', secret: { secretName: spec.secret } }, ...certificateVolume(spec)],
    },
  };
}

type Container = NonNullable<Pod['spec']>['containers'][number];

function renderServer(spec: RepositorySpec): Container {
  const htpasswd = `/secret/${secretKeys.htpasswd}`;
  const encrypted = spec.certificate !== undefined;
  return {
    name: repositoryContainer,
    image: spec.image,
    imagePullPolicy: 'IfNotPresent',
    command: [
      'rest-server',
      '--path',
      '/data',
      '--private-repos',
      '--htpasswd-file',
      htpasswd,
      '--listen',
      `:${repositoryPort}`,
      ...(encrypted ? tlsFlags : []),
    ],
    // Go's HTTP/2 takes 1 MiB per round trip from all uploads together, which a long way makes slow: several connections take more.
    ...(encrypted && { env: [{ name: 'GODEBUG', value: 'http2server=0' }] }),
    ports: [{ name: schemeOf(spec), containerPort: repositoryPort, protocol: 'TCP' }],
    // Once and not for ever: of each probe the server would write that a TLS handshake has failed, and nothing else would be left in its log.
    startupProbe: { tcpSocket: { port: repositoryPort }, periodSeconds: 1, failureThreshold: 3600 },
    resources: renderResources(spec.resources),
    securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'data', mountPath: '/data' },
      { name: 'secret', mountPath: '/secret', readOnly: true },
      ...(encrypted ? [{ name: 'certificate', mountPath: certificateFolder, readOnly: true }] : []),
    ],
  };
}

const certificateFolder = '/certificate';
const tlsFlags = ['--tls', '--tls-cert', `${certificateFolder}/${tlsKeys.certificate}`, '--tls-key', `${certificateFolder}/${tlsKeys.key}`];

function certificateVolume({ certificate }: RepositorySpec): PodVolume[] {
  if (certificate === undefined) return [];
  const items = [tlsKeys.certificate, tlsKeys.key].map((key) => ({ key, path: key }));
  return [{ name: 'certificate', secret: { secretName: certificate, items } }];
}

/** The port's name, by which meshes know what it speaks. */
function schemeOf({ certificate }: Pick<RepositorySpec, 'certificate'>): 'http' | 'https' {
  return certificate === undefined ? 'http' : 'https';
}

/** The Service in front of the server. A pod with a sidecar in it that is not ready is published as well: movers start when the server is. */
export function renderRepositoryService(spec: Pick<RepositorySpec, 'namespace' | 'labels' | 'certificate'>): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: repositoryName, namespace: spec.namespace, labels: { ...spec.labels } },
    spec: {
      type: 'ClusterIP',
      selector: repositorySelector,
      publishNotReadyAddresses: true,
      ports: [{ name: schemeOf(spec), port: repositoryPort, targetPort: repositoryPort, protocol: 'TCP' }],
    },
  };
}

/** Label of the repository's pod, by which its Service finds it. */
export const repositorySelector = { 'app.kubernetes.io/component': 'repository' };

/** A sidecar would keep a finished pod running, or stand between the movers and the repository. */
export const noMeshAnnotations: Record<string, string> = { 'sidecar.istio.io/inject': 'false', 'linkerd.io/inject': 'disabled' };

function repositoryLabels(spec: RepositorySpec): Meta['labels'] & object {
  return { ...spec.labels, ...repositorySelector, 'sidecar.istio.io/inject': 'false' };
}

type PodVolume = NonNullable<NonNullable<Pod['spec']>['volumes']>[number];

function renderStorage({ storage, labels }: RepositorySpec): PodVolume {
  if (storage.kind === 'node') return { name: 'data', emptyDir: { sizeLimit: storage.sizeLimit } };
  return {
    name: 'data',
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { ...labels } },
        spec: {
          accessModes: ['ReadWriteOnce'],
          storageClassName: storage.storageClass,
          resources: { requests: { storage: storage.size } },
        },
      },
    },
  };
}
