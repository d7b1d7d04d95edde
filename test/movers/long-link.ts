import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A link between two network namespaces. */
export interface LongLink {
  /** Words before a program that is to run at that end. */
  readonly near: readonly string[];
  readonly far: readonly string[];
  /** Of the near end. */
  readonly address: string;
  close(): void;
}

export interface LinkQuality {
  readonly bitsPerSecond: number;
  readonly roundTripSeconds: number;
  /** Part of the packets that is lost. */
  readonly loss: number;
}

const program = new URL('long-link.py', import.meta.url).pathname;

/** What it takes is not everywhere: root, tun devices, iproute2. Undefined where it works. */
export async function whyNoLongLink(): Promise<string | undefined> {
  try {
    (await openLongLink({ bitsPerSecond: 1e9, roundTripSeconds: 0, loss: 0 })).close();
    return undefined;
  } catch (error) {
    return `no network namespaces with a link between them: ${error instanceof Error ? error.message : String(error)}`;
  }
}

export async function openLongLink(quality: LinkQuality): Promise<LongLink> {
  const { child, said } = await startRelay([], quality, []);
  return {
    near: ['nsenter', `--net=/proc/${child.pid}/fd/${said}`],
    far: ['nsenter', `--net=/proc/${child.pid}/ns/net`],
    address: '10.213.0.1',
    close: () => void child.kill(),
  };
}

/** Joins two bridges of the namespace that `enter` enters; they are apart again when what is returned has been called. */
export async function joinBridges(enter: readonly string[], bridges: readonly [string, string], quality: LinkQuality): Promise<() => void> {
  const { child } = await startRelay(enter, quality, bridges);
  return () => void child.kill();
}

async function startRelay(
  enter: readonly string[],
  { bitsPerSecond, roundTripSeconds, loss }: LinkQuality,
  bridges: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const words = [...[bitsPerSecond, roundTripSeconds, loss].map(String), ...bridges];
  const command = [...enter, 'setpriv', '--pdeathsig', 'KILL', 'python3', program, ...words];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  return { child, said: await firstLine(child) };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the link ended with ${code}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}
