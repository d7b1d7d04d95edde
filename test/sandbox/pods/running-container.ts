import { readFile } from 'node:fs/promises';
import type { ContainerProcess } from './container-process.ts';

/** One container of a pod, for tests that want to look at it or to disturb it. */
export interface RunningContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly podUid: string;
  readonly container: string;
  /** The program as this machine counts; undefined while it does not run. */
  readonly pid: number | undefined;
  /** Of the next start; a start listener may change it. */
  readonly environment: Record<string, string>;
  /** The folder of this machine behind one of the pod's volumes. */
  volumePath(volumeName: string): string;
  /** Sends a signal to all its processes. */
  kill(signal: NodeJS.Signals): void;
  pause(): void;
  resume(): void;
  /** What it has written since its last start. */
  log(): Promise<string>;
}

export type StartListener = (container: RunningContainer) => void | Promise<void>;

/** What the kubelet keeps about a container between its starts. */
export interface ContainerHandle extends RunningContainer {
  process: ContainerProcess | undefined;
  logFile: string | undefined;
  previousLogFile: string | undefined;
  environment: Record<string, string>;
}

export function containerHandle(
  names: { namespace: string; pod: string; podUid: string; container: string },
  volumes: ReadonlyMap<string, { readonly path: string }>,
): ContainerHandle {
  return {
    ...names,
    process: undefined,
    logFile: undefined,
    previousLogFile: undefined,
    environment: {},
    get pid() {
      return this.process?.pid;
    },
    volumePath(volumeName) {
      const volume = volumes.get(volumeName);
      if (volume === undefined) throw new Error(`pod ${names.namespace}/${names.pod} has no volume ${volumeName}`);
      return volume.path;
    },
    kill(signal) {
      void this.process?.signal(signal);
    },
    pause() {
      this.kill('SIGSTOP');
    },
    resume() {
      this.kill('SIGCONT');
    },
    async log() {
      return this.logFile === undefined ? '' : await readFile(this.logFile, 'utf8');
    },
  };
}
