import type { ContainerProcess } from './container-process.ts';
import { makeEnvironment, makeFiles, readTermination, startContainer, type StartFiles } from './container-start.ts';
import { ConfigError } from './environment.ts';
import type { Report } from '../../../src/kube/controller/event-recorder.ts';
import type { Image } from './images.ts';
import { timestamp } from '../../support/timestamp.ts';
import type { PodRun } from './pod-run.ts';
import type { ContainerFacts } from './pod-status.ts';
import { type Container, podName, uidOf } from './pod-types.ts';
import { watchReadiness } from './readiness.ts';
import { sleepUnless } from './sleep.ts';

/** A hundredth of a kubelet's, so that a crashing container does not hold up a test. */
const firstBackOff = 300;
const longestBackOff = 5_000;
const calmAfter = 10_000;
const retryEvery = 300;

interface ContainerRun {
  readonly run: PodRun;
  readonly container: Container;
  readonly facts: ContainerFacts;
}

/** Runs a container until it has ended for good or the pod ends; the exit code of its last run, if there was one. */
export async function runContainer(
  run: PodRun,
  container: Container,
  restarts: (exitCode: number) => boolean,
): Promise<number | undefined> {
  const facts = run.containers.get(container.name);
  if (facts === undefined) throw new Error(`container ${container.name} is not one of pod ${podName(run.pod)}`);
  const own = { run, container, facts };
  const ending = run.ending.signal;
  let backOff = firstBackOff;
  while (!ending.aborted) {
    const began = performance.now();
    const exitCode = await runOnce(own);
    if (exitCode === undefined || ending.aborted || !restarts(exitCode)) return exitCode;
    if (performance.now() - began > calmAfter) backOff = firstBackOff;
    await waitBeforeRestart(own, backOff);
    backOff = Math.min(2 * backOff, longestBackOff);
  }
  return facts.state.terminated?.exitCode;
}

async function runOnce(own: ContainerRun): Promise<number | undefined> {
  const { run, container, facts } = own;
  const image = await pullImage(own);
  const environment = image && (await waitForConfig(own, image));
  const handle = run.handles.get(container.name);
  if (image === undefined || environment === undefined || handle === undefined) return undefined;
  handle.environment = environment;
  await run.context.started(handle);
  if (run.ending.signal.aborted) return undefined;
  const files = await makeFiles(run, container);
  event(own, { type: 'Normal', reason: 'Created', message: `Created container: ${container.name}` });
  const began = timestamp(run.context.clock.now());
  facts.id = `process://${uidOf(run.pod)}-${container.name}-${facts.restartCount}`;
  try {
    handle.process = await startContainer({ run, container, image, files, environment: handle.environment });
  } catch (error) {
    return failToStart(own, error);
  } finally {
    // Not before there is a process: a log without one counts as ended.
    handle.previousLogFile = handle.logFile;
    handle.logFile = files.log;
  }
  const exitCode = await followProcess(own, handle.process, began);
  handle.process = undefined;
  await markEnded(own, { exitCode, began, files });
  return exitCode;
}

async function followProcess(own: ContainerRun, process: ContainerProcess, began: string): Promise<number> {
  const { run, container, facts } = own;
  facts.state = { running: { startedAt: began } } as ContainerFacts['state'];
  event(own, { type: 'Normal', reason: 'Started', message: `Started container ${container.name}` });
  if (run.ending.signal.aborted) process.terminate(run.grace);
  const over = new AbortController();
  const readiness = watchReadiness({ run, container, process }, over.signal, (ready) => {
    if (facts.ready === ready || over.signal.aborted) return;
    facts.ready = ready;
    void run.report();
  });
  void run.report();
  const exitCode = await process.exitCode;
  over.abort();
  await readiness;
  return exitCode;
}

async function markEnded(own: ContainerRun, end: { exitCode: number; began: string; files: StartFiles }): Promise<void> {
  const { run, container, facts } = own;
  const message = await readTermination(container, end.files, end.exitCode);
  facts.ready = false;
  facts.state = {
    terminated: {
      exitCode: end.exitCode,
      ...(end.exitCode > 128 && end.exitCode <= 128 + 64 && { signal: end.exitCode - 128 }),
      reason: end.exitCode === 0 ? 'Completed' : 'Error',
      ...(message !== '' && { message }),
      startedAt: end.began,
      finishedAt: timestamp(run.context.clock.now()),
      containerID: facts.id,
    },
  } as ContainerFacts['state'];
  void run.report();
}

function failToStart(own: ContainerRun, error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  const { run, container, facts } = own;
  event(own, { type: 'Warning', reason: 'Failed', message: `Error: failed to start container "${container.name}": ${message}` });
  const time = timestamp(run.context.clock.now());
  facts.state = {
    terminated: { exitCode: 128, reason: 'StartError', message, startedAt: time, finishedAt: time, containerID: facts.id },
  } as ContainerFacts['state'];
  void run.report();
  return 128;
}

/** As a kubelet does: a failed pull is tried again after a back-off that grows. */
async function pullImage(own: ContainerRun): Promise<Image | undefined> {
  const { run, container } = own;
  const name = container.image ?? '';
  for (let backOff = firstBackOff; !run.ending.signal.aborted; backOff = Math.min(2 * backOff, longestBackOff)) {
    const image = run.context.registry(name);
    if (!(image instanceof Error)) {
      event(own, { type: 'Normal', reason: 'Pulled', message: `Container image "${name}" already present on machine` });
      return image;
    }
    const [reason, why] = pullFailure(container, image);
    event(own, { type: 'Warning', reason: 'Failed', message: `Failed to pull image "${name}": ${why}` });
    markWaiting(own, reason, why);
    await sleepUnless(run.ending.signal, retryEvery);
    if (reason !== 'ErrImagePull') continue;
    event(own, { type: 'Normal', reason: 'BackOff', message: `Back-off pulling image "${name}"` });
    markWaiting(own, 'ImagePullBackOff', `Back-off pulling image "${name}": ErrImagePull: ${why}`);
    await sleepUnless(run.ending.signal, backOff);
  }
  return undefined;
}

function pullFailure({ image = '', imagePullPolicy }: Container, { message }: Error): [reason: string, why: string] {
  if (!/^[^\sA-Z]+(:\w[\w.-]*)?$/.test(image))
    return ['InvalidImageName', `couldn't parse image name "${image}": invalid reference format`];
  if (imagePullPolicy === 'Never') return ['ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`];
  return ['ErrImagePull', message];
}

async function waitForConfig(own: ContainerRun, image: Image): Promise<Record<string, string> | undefined> {
  while (!own.run.ending.signal.aborted) {
    try {
      return await makeEnvironment(own.run, own.container, image);
    } catch (error) {
      // An API server that is away for a while is no news about the pod.
      if (error instanceof ConfigError) {
        event(own, { type: 'Warning', reason: 'Failed', message: `Error: ${error.message}` });
        markWaiting(own, 'CreateContainerConfigError', error.message);
      }
    }
    await sleepUnless(own.run.ending.signal, retryEvery);
  }
  return undefined;
}

async function waitBeforeRestart(own: ContainerRun, backOff: number): Promise<void> {
  const { run, container, facts } = own;
  facts.lastState = facts.state;
  const where = `pod=${podName(run.pod)}(${uidOf(run.pod)})`;
  event(own, { type: 'Warning', reason: 'BackOff', message: `Back-off restarting failed container ${container.name} in ${where}` });
  markWaiting(own, 'CrashLoopBackOff', `back-off ${backOff / 1000}s restarting failed container=${container.name} ${where}`);
  await sleepUnless(run.ending.signal, backOff);
  if (run.ending.signal.aborted) facts.state = facts.lastState;
  else facts.restartCount += 1;
}

function markWaiting({ run, facts }: ContainerRun, reason: string, message: string): void {
  facts.state = { waiting: { reason, message } };
  void run.report();
}

function event({ run }: ContainerRun, what: Report): void {
  void run.context.record(run.pod, what);
}
