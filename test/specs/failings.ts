import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { kinds } from '../../src/kube/objects/kinds.ts';
import { loseMover } from '../faults/lost-pods.ts';
import { wrapProgram } from '../faults/wrapped-program.ts';
import { type App, type AppOptions, remoteNamespace } from '../place/app.ts';
import { type CliEnd, moveVolume, startMove, steadyLease } from '../place/cli.ts';
import { providerPort } from '../place/place.ts';
import type { SandboxPlace } from '../place/sandbox-place.ts';
import type { RunningContainer } from '../sandbox/pods/running-container.ts';
import { idOf, moveDisturbed } from './disturbed-move.ts';

/** A move to milan that fails before the cut. */
export interface Failing {
  readonly name: string;
  readonly app?: Partial<AppOptions>;
  /** What is there before the move, and stays. */
  prepare?(place: SandboxPlace, app: App): Promise<void>;
  run(place: SandboxPlace, app: App): Promise<CliEnd>;
  /** In the message and in what was seen. */
  readonly says: RegExp;
  /** What to type or do; to move again where absent. */
  readonly next?: RegExp;
  /** 4 where absent. */
  readonly exitCode?: number;
}

const quickly = [...steadyLease, '--verify', 'none'];
/** For what is waited for until a mover counts as one that never starts. */
const soon = ['--stall-timeout', '15s'];
const impatiently = [...quickly, ...soon];

/** What restic says when the disk is full. */
const onFullDisk = `case $1 in
  restore)
    echo '{"message_type":"error","error":{"message":"write /vol/data/deep/er/blob: no space left on device"},"during":"restore","item":"/data/deep/er/blob"}'
    exit 1
    ;;
esac
PATH=$real exec restic "$@"`;

export const failings: readonly Failing[] = [
  {
    name: 'a file that cannot be read',
    app: { fill: "cd /data; echo a > 'se\u001bcret'; chmod 600 *; chmod 755 .; echo b > open" },
    run: (place, app) => moveVolume(place, app, 'milan', [...quickly, '--mover-uid', '1000']),
    says: /some files of the source could not be read\n.*cret.*: permission denied/,
    next: /make these files readable/,
  },
  {
    name: 'an image that cannot be pulled',
    run: (place, app) => moveVolume(place, app, 'milan', [...steadyLease, '--verify-image', 'missing/python:3', ...soon]),
    says: /mover has not started within 15 s\n[^]*ImagePull[^]*missing\/python:3/,
    next: /--verify-image/,
  },
  {
    name: 'an image of the repository that cannot be pulled',
    run: (place, app) =>
      moveVolume(place, app, 'milan', [...steadyLease, '--restic-server-image', 'missing/restic/rest-server:1', ...soon]),
    says: /the repository has not started within 15 s\n[^]*ImagePull[^]*missing\/restic/,
    next: /--restic-server-image/,
  },
  {
    name: 'an image without restic',
    run: (place, app) => moveVolume(place, app, 'milan', [...steadyLease, '--restic-image', 'registry.invalid/another:1']),
    says: /restic not found in image registry.invalid\/another:1\n[^]*there is no restic in this image/,
    next: /fix the problem above and retry/,
  },
  {
    name: 'a provider that refuses the pod',
    prepare: forbidPods,
    run: (place, app) => moveVolume(place, app, 'milan', impatiently),
    says: /the target mover has not started within 15 s\n[^]*in milan: ShadowPod .* exists, but no pod of it: milan refuses the pod/,
  },
  {
    name: 'a mover that no node has room for',
    prepare: (place) => occupy(place, 'rome-1', '1'),
    run: async (place, app) => moveVolume(place, app, 'milan', [...impatiently, ...(await asking(place, 500))]),
    says: /the source mover has not started within 15 s\n[^]*not PodScheduled: Unschedulable: [^]*Insufficient cpu[^]*FailedScheduling/,
    next: /--stall-timeout/,
  },
  {
    name: 'a repository that no node has room for',
    prepare: (place) => occupy(place, 'rome-2', '100m'),
    run: async (place, app) => moveVolume(place, app, 'milan', [...impatiently, ...(await asking(place, 0))]),
    says: /the repository has not started within 15 s\n[^]*not PodScheduled: Unschedulable: [^]*Insufficient cpu[^]*FailedScheduling/,
    next: /--stall-timeout/,
  },
  {
    name: 'a repository that dies for good',
    run: async (place, app) => moveDisturbed(place, app, { role: 'source', act: () => removeRepository(place, app), flags: impatiently }),
    says: /the repository was deleted before the copy was complete/,
    next: /move the volume again/,
  },
  {
    name: 'a target mover that was deleted by force, of whose end nobody tells',
    run: (place, app) =>
      moveDisturbed(place, app, { role: 'target', act: async (mover) => loseMover(place, app, mover), flags: impatiently }),
    says: /the target mover failed: its pod was deleted, and its node does not say that it has ended\n[^]*being deleted/,
    next: /see what became of its node/,
  },
  {
    name: 'a target that is too small',
    run: (place, app) =>
      moveDisturbed(place, app, { role: 'target', act: (mover) => wrapProgram(mover, 'restic', onFullDisk), flags: quickly }),
    says: /the target volume is too small for the data\ndeep\/er\/blob: no space left on device/,
    next: /free space on the volume, or let claim data ask for more/,
  },
  {
    name: 'a source that goes on changing',
    run: changeAllTheTime,
    says: /the source kept changing while it was being copied\n[^]*with space/,
    next: /find who writes to these paths/,
  },
  {
    name: 'Ctrl-C',
    run: async (place, app) => {
      const move = startMove(place, app, 'milan', steadyLease);
      await move.event((event) => event.type === 'phase-started' && event.phase === 'take-snapshot');
      move.kill('SIGINT');
      return move.ended;
    },
    says: /^interrupted/i,
    exitCode: 130,
  },
];

async function forbidPods(place: SandboxPlace, app: App): Promise<void> {
  const namespace = await remoteNamespace(place, app);
  const { apiVersion, kind } = kinds.resourceQuota;
  await providerPort(place).create(kinds.resourceQuota, {
    apiVersion,
    kind,
    metadata: { name: 'none', namespace },
    spec: { hard: { pods: '0' } },
  });
}

/** A pod that takes so much of a node for as long as the place stands. */
async function occupy({ consumer, images }: SandboxPlace, nodeName: string, cpu: string): Promise<void> {
  const container = { name: 'occupant', image: images.busybox, command: ['sleep', '3600'], resources: { requests: { cpu } } };
  const metadata = { name: `occupant-of-${nodeName}`, namespace: 'default' };
  await consumer.create(kinds.pod, { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName, containers: [container] } });
}

/** The flag by which each container asks for a whole node, but for that many thousandths of a processor. */
async function asking({ consumer }: SandboxPlace, left: number): Promise<string[]> {
  const node = await consumer.read(kinds.node, { name: 'rome-1' });
  return ['--containers-cpu-requests', `${Number(node.status?.allocatable?.['cpu']) * 1000 - left}m`];
}

async function removeRepository(place: SandboxPlace, app: App): Promise<void> {
  const id = await idOf(place, app);
  const { items: pods } = await place.consumer.list(kinds.pod, { namespace: `liqo-move-${id}-1` });
  for (const { metadata } of pods) {
    const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
    await place.consumer.remove(kinds.pod, { name, namespace }, { uid, resourceVersion });
  }
}

/** A stranger on the node touches a file as long as the move runs, and puts its time back in the end. */
async function changeAllTheTime(place: SandboxPlace, app: App): Promise<CliEnd> {
  const over = new AbortController();
  const touching: Promise<void>[] = [];
  const act = async (mover: RunningContainer) => void touching.push(touch(join(mover.volumePath('volume'), 'with space'), over.signal));
  const end = await moveDisturbed(place, app, { role: 'source', act, flags: quickly });
  over.abort();
  await Promise.all(touching);
  return end;
}

async function touch(path: string, over: AbortSignal): Promise<void> {
  const { atime, mtime } = await stat(path);
  for (let second = 1; !over.aborted; second += 1) {
    await utimes(path, atime, new Date(second * 1000));
    await sleep(50);
  }
  await utimes(path, atime, mtime);
}
