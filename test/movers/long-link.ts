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

interface LinkQuality {
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

export async function openLongLink({ bitsPerSecond, roundTripSeconds, loss }: LinkQuality): Promise<LongLink> {
  const words = [program, ...[bitsPerSecond, roundTripSeconds, loss].map(String)];
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'python3', ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const descriptor = await firstLine(child);
  return {
    near: ['nsenter', `--net=/proc/${child.pid}/fd/${descriptor}`],
    far: ['nsenter', `--net=/proc/${child.pid}/ns/net`],
    address: '10.213.0.1',
    close: () => void child.kill(),
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the link ended with ${code}`)));
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
}
