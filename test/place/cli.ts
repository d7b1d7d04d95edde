import { execa } from 'execa';
import type { MoveEvent } from '../../src/move/events.ts';
import type { App } from './app.ts';
import type { Place } from './place.ts';

/** The real program, run as a user would. */
export interface CliRun {
  /** Resolves at the first event that fits; rejects when the program ends without one. */
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

/** Whoever takes over from a killed program waits this long. */
const leaseSeconds = 1;

const bundle = new URL('../../bin/liqoctl.js', import.meta.url).pathname;

export function startMove(place: Place, app: App, node: string, extra: readonly string[] = []): CliRun {
  return startCli(place, ['move', 'volume', app.claim, '-n', app.namespace, '--target-node', node, ...extra]);
}

export async function moveVolume(place: Place, app: App, node: string, extra: readonly string[] = []): Promise<CliEnd> {
  return startMove(place, app, node, extra).ended;
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

export function startCli(place: Place, args: readonly string[]): CliRun {
  const env = { KUBECONFIG: place.kubeconfigFile };
  const child = execa(process.execPath, [bundle, ...args, '-o', 'jsonl', '--lease-duration', `${leaseSeconds}s`], {
    env,
    reject: false,
    timeout: 170_000,
    killSignal: 'SIGKILL',
  });
  const ended = child.then(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, stderr }));
  return { event: (fits) => firstEvent(child.iterable({ from: 'stdout' }), fits), kill: (signal) => child.kill(signal), ended };
}

async function firstEvent(lines: AsyncIterable<unknown>, fits: (event: MoveEvent) => boolean): Promise<MoveEvent> {
  for await (const line of lines) {
    const event = parseEvent(String(line));
    if (event !== undefined && fits(event)) return event;
  }
  throw new Error('the program ended before that');
}

function parseEvent(line: string): MoveEvent | undefined {
  try {
    return JSON.parse(line) as MoveEvent;
  } catch {
    return undefined;
  }
}
