import { createInterface } from 'node:readline';
import { execa } from 'execa';
import type { MoveEvent } from '../../src/move/model/events.ts';
import type { App } from './app.ts';
import type { Place } from './place.ts';

/** The real program, run as a user would. */
export interface CliRun {
  /** Resolves at the first event from now on that fits; rejects when the program ends without one. */
  event(fits: (event: MoveEvent) => boolean): Promise<MoveEvent>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<CliEnd>;
}

export interface CliEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that takes over from a killed one waits this long; a busy machine lets a second pass, and then the program itself begins anew. */
const shortLeaseSeconds = ({ shared }: Place): number => (shared ? 5 : 3);

/** Longer than any move of a few files. */
const usualSeconds = 170;

/** For programs that are not killed: on a machine that is late with everything the short lease would be lost on the way, again and again. */
export const steadyLease = ['--lease-duration', '30s'] as const;

const bundle = new URL('../../bin/liqoctl.js', import.meta.url).pathname;

export function startMove(place: Place, app: App, node: string, extra: readonly string[] = []): CliRun {
  return startCli(place, ['move', 'volume', app.claim, '-n', app.namespace, '--target-node', node, ...place.images.flags, ...extra]);
}

export async function moveVolume(place: Place, app: App, node: string, extra: readonly string[] = []): Promise<CliEnd> {
  // Resumes and aborts keep the short lease: they wait for at least their own before they take over.
  return startMove(place, app, node, extra.includes('--lease-duration') ? extra : [...extra, ...steadyLease]).ended;
}

export function startResume(place: Place, app: App): CliRun {
  return startCli(place, ['move', 'resume', app.claim, '-n', app.namespace]);
}

export async function resumeMove(place: Place, app: App): Promise<CliEnd> {
  return startResume(place, app).ended;
}

export async function abortMove(place: Place, app: App, extra: readonly string[] = []): Promise<CliEnd> {
  return startCli(place, ['move', 'abort', app.claim, '-n', app.namespace, ...extra]).ended;
}

/** The document of the last line, by which a run ends in `-o jsonl`. */
export function readEnding<Ending>({ stdout }: Pick<CliEnd, 'stdout'>): Ending {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Ending;
}

export function startCli(place: Place, args: readonly string[]): CliRun {
  const { seconds = usualSeconds, environment } = place.programs ?? {};
  const lease = args.includes('--lease-duration') ? [] : ['--lease-duration', `${shortLeaseSeconds(place)}s`];
  const child = execa(process.execPath, [bundle, ...args, '-o', 'jsonl', ...lease], {
    env: { ...environment, KUBECONFIG: place.kubeconfigFile },
    reject: false,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr }));
  const event: CliRun['event'] = async (fits) => {
    // Not by leaving a loop over the child's lines: that waits for its end.
    const found = new Promise<MoveEvent>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const seen = parseEvent(line);
        if (seen !== undefined && fits(seen)) resolve(seen);
      });
    });
    const without = ended.then(({ stdout, stderr }) => Promise.reject(new Error(`the program ended before that\n${stdout}\n${stderr}`)));
    return Promise.race([found, without]);
  };
  return { event, kill: (signal) => child.kill(signal), ended };
}

function parseEvent(line: string): MoveEvent | undefined {
  try {
    return JSON.parse(line) as MoveEvent;
  } catch {
    return undefined;
  }
}
