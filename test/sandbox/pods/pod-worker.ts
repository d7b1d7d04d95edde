import { mkdir, rm } from 'node:fs/promises';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { kinds, type Pod } from '../../../src/kube/objects/kinds.ts';
import { runContainer } from './container-run.ts';
import type { NodeContext } from './node-context.ts';
import { endPod, type PodRun, startRun } from './pod-run.ts';
import { type PodVolume, specOf } from './pod-types.ts';
import { sleepUnless } from './sleep.ts';
import { VolumeError } from './volume-context.ts';
import { ensureVolume } from './volumes.ts';

/** Takes one pod from its first sight to its removal from the API. */
export interface PodWorker {
  readonly run: PodRun;
  /** The API says something new about the pod. */
  changed(pod: Pod): void;
  /** The API does not know the pod any more, or the kubelet stops: end its processes now and say nothing. */
  forget(): void;
  /** Resolves when no process and no folder of the pod is left. */
  readonly done: Promise<void>;
}

export function startWorker(context: NodeContext, first: Pod): PodWorker {
  const run = startRun(context, first);
  const deletion = new AbortController();
  const changed = (pod: Pod) => {
    run.pod = pod;
    if (pod.metadata.deletionTimestamp === undefined) return;
    const isNews = !deletion.signal.aborted;
    if (isNews) for (const [name, { process }] of run.handles) if (process !== undefined) tellKilling(run, name);
    endPod(run, (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000);
    deletion.abort();
  };
  const forget = () => {
    run.forgotten.abort();
    endPod(run, 0);
    deletion.abort();
  };
  changed(first);
  return { run, changed, forget, done: live(run, deletion.signal) };
}

function tellKilling(run: PodRun, container: string): void {
  void run.context.record(run.pod, { type: 'Normal', reason: 'Killing', message: `Stopping container ${container}` });
}

function tellDefect(run: PodRun, error: unknown): void {
  void run.context.record(run.pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', message: String(error) });
}

async function live(run: PodRun, deletion: AbortSignal): Promise<void> {
  const deadline = armDeadline(run);
  try {
    const phase = run.pod.status?.phase;
    // A pod that has ended is not run again, e.g. by the kubelet that starts on an old node.
    if (phase !== 'Succeeded' && phase !== 'Failed') await runPod(run).catch((error: unknown) => tellDefect(run, error));
    await untilAborted(deletion);
    await removePod(run);
  } finally {
    clearTimeout(deadline);
    run.address?.release();
    await rm(run.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runPod(run: PodRun): Promise<void> {
  const { initContainers = [], containers, restartPolicy = 'Always' } = specOf(run.pod);
  void run.report();
  await mkdir(run.folder, { recursive: true });
  run.address = await run.context.addresses();
  await Promise.all((specOf(run.pod).volumes ?? []).map((volume) => waitForVolume(run, volume)));
  for (const container of initContainers) {
    const exitCode = await runContainer(run, container, (code) => code !== 0 && restartPolicy !== 'Never');
    if (exitCode !== 0) return await run.report();
  }
  const restarts = (code: number) => restartPolicy === 'Always' || (restartPolicy === 'OnFailure' && code !== 0);
  await Promise.all(containers.map((container) => runContainer(run, container, restarts)));
  await run.report();
}

async function waitForVolume(run: PodRun, volume: PodVolume): Promise<void> {
  const { context, address } = run;
  const addresses = { pod: address?.ip ?? '', host: context.hostIp };
  for (let pause = 50; !run.ending.signal.aborted; pause = Math.min(2 * pause, 500)) {
    try {
      const { pod } = run;
      const mounted = await ensureVolume(
        { port: context.port, node: context.node, pod, folder: `${run.folder}/volumes`, addresses },
        volume,
      );
      run.volumes.set(volume.name, mounted);
      return;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof VolumeError && pause > 50) void context.record(run.pod, { type: 'Warning', reason: 'FailedMount', message });
    }
    await sleepUnless(run.ending.signal, pause);
  }
}

function armDeadline(run: PodRun): NodeJS.Timeout | undefined {
  const { activeDeadlineSeconds: seconds, terminationGracePeriodSeconds: grace = 30 } = specOf(run.pod);
  if (seconds === undefined) return undefined;
  return setTimeout(() => {
    run.failure = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };
    endPod(run, grace * 1000);
  }, seconds * 1000);
}

/** Says the last word about the pod, then takes it out of the API. */
async function removePod(run: PodRun): Promise<void> {
  const signal = run.forgotten.signal;
  await run.report();
  while (!signal.aborted) {
    const { name, namespace = '', uid = '' } = run.pod.metadata;
    try {
      const pod = await run.context.port.find(kinds.pod, { name, namespace });
      if (pod === undefined || pod.metadata.uid !== uid) return;
      const version = pod.metadata.resourceVersion ?? '';
      await run.context.port.remove(kinds.pod, { name, namespace }, { uid, resourceVersion: version }, { gracePeriodSeconds: 0 });
      return;
    } catch (error) {
      if (failedWith(error, 'notFound')) return;
      await sleepUnless(signal, 100);
    }
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
