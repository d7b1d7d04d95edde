import { kinds, type StorageClass } from '../../src/kube/objects/kinds.ts';
import { storageNames } from '../../src/volumes/names.ts';
import { runController } from '../../src/controller.ts';
import { Terminal } from '../support/terminal.ts';
import type { Place } from './place.ts';
import { removeNamespaces } from './remove-namespaces.ts';

/** A running storage controller, in this process. */
export interface StorageController {
  /** Its log so far. */
  readonly log: () => string;
  /** Asks it to end, as SIGTERM would; resolves with its exit code. */
  stop(): Promise<number>;
}

/** Our own virtual class, as `deploy/` has it. */
export function ownClass(name: string, change: Partial<StorageClass> = {}): StorageClass {
  return {
    apiVersion: kinds.storageClass.apiVersion,
    kind: kinds.storageClass.kind,
    metadata: { name },
    provisioner: storageNames.provisioner,
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: 'Delete',
    allowVolumeExpansion: true,
    ...change,
  };
}

/** A test's process serves whole clusters beside the controller: under load it may come to its renewals late, and losing the lease ends it. */
const leaseSeconds = '60';

/** Starts the controller on the place's consumer. */
export function startStorageController(
  { kubeconfigFile, images }: Pick<Place, 'kubeconfigFile'> & Partial<Pick<Place, 'images'>>,
  ...flags: readonly string[]
): StorageController {
  const stop = new AbortController();
  const output = new Terminal();
  const argv = [
    '--kubeconfig',
    kubeconfigFile,
    '--listen',
    '127.0.0.1:0',
    '--lease-seconds',
    leaseSeconds,
    ...(images?.controllerFlags ?? []),
    ...flags,
  ];
  const ended = runController(argv, {
    env: {},
    streams: { stdout: output, stderr: output },
    stop: { gentle: stop.signal, hard: new AbortController().signal },
  });
  return {
    log: () => output.written,
    stop: async () => {
      stop.abort();
      return ended;
    },
  };
}

/**
 * Removes the namespaces of specs in a place that goes on, as somebody would who knows what is lost. Before the controller ends: without it their
 * claims would stay for ever.
 */
export async function removeGuarded(place: Place): Promise<void> {
  if (!place.shared) return;
  const names = place.namespaces.filter((name) => name.startsWith('app-'));
  const annotations = { [storageNames.discardClaims]: 'true' };
  for (const name of names) await place.consumer.mergePatch(kinds.namespace, { name }, { metadata: { annotations } });
  const others = Object.values(place.clusters).filter((port) => port !== place.consumer);
  await removeNamespaces([place.consumer, ...others], names);
}
