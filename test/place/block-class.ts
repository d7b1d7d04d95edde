import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { kinds, type Volume } from '../../src/kube/objects/kinds.ts';
import { removeObject } from './objects.ts';
import type { Place } from './place.ts';
import { ownClass } from './storage-controller.ts';

/** A real class of the consumer that has a block volume on its first node. */
export interface BlockClass {
  readonly name: string;
  remove(): Promise<void>;
}

const name = 'devices';
const bytes = 16 * 1024 * 1024;

/** In the sandbox its provisioner makes one; elsewhere it is a loop device of this machine, whose nodes must be here. Needs root there. */
export async function offerBlockClass(place: Place): Promise<BlockClass> {
  return place.shared ? offerLoopDevice(place) : offerProvisioned(place);
}

async function offerProvisioned({ consumer }: Place): Promise<BlockClass> {
  await consumer.create(kinds.storageClass, ownClass(name, { provisioner: 'rancher.io/local-path', parameters: { block: 'true' } }));
  // It goes with the sandbox.
  return { name, remove: async () => undefined };
}

async function offerLoopDevice({ consumer, localNodes }: Place): Promise<BlockClass> {
  const folder = await mkdtemp(join(tmpdir(), 'liqoctl-device-'));
  const file = join(folder, 'device');
  await writeFile(file, '');
  await truncate(file, bytes);
  const { stdout: device } = await execa('losetup', ['--find', '--show', file]);
  // Volumes made by hand are bound by Kubernetes at once, or by the scheduler for a pod: the real claim has none.
  await consumer.create(
    kinds.storageClass,
    ownClass(name, { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'Immediate' }),
  );
  await consumer.create(kinds.volume, renderDevice(device, localNodes[0]));
  return {
    name,
    async remove() {
      await removeObject(consumer, kinds.volume, { name });
      await removeObject(consumer, kinds.storageClass, { name });
      await execa('losetup', ['--detach', device]);
      await rm(folder, { recursive: true });
    },
  };
}

function renderDevice(path: string, node: string): Volume {
  const terms = [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In' as const, values: [node] }] }];
  return {
    apiVersion: 'v1',
    kind: kinds.volume.kind,
    metadata: { name },
    spec: {
      local: { path },
      volumeMode: 'Block',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: String(bytes) },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: name,
      nodeAffinity: { required: { nodeSelectorTerms: terms } },
    },
  };
}
