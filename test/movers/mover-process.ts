import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { renderMoverJob } from '../../src/restic/mover-job.ts';
import type { MoverSpec, WarmPasses } from '../../src/restic/mover-spec.ts';
import { type MoverLine, parseMoverLine } from '../../src/restic/mover-line.ts';
import { type MoverResult, parseMoverResult } from '../../src/restic/mover-result.ts';

/** One mover pod played by plain processes. */
export interface Mover {
  /** Everything understood in the log of container `restic` so far. */
  readonly lines: readonly MoverLine[];
  /** Resolves with the first such line, seen or still to come; rejects when the mover ends without it. */
  until(type: MoverLine['type'], pass?: number): Promise<MoverLine>;
  /** End of container `restic`. */
  readonly end: Promise<MoverEnd>;
  /** Signals container `restic` and everything it started, and the manifest program when it is SIGKILL; resolves at the end. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Signals the manifest program only. */
  signalManifest(signal: NodeJS.Signals): void;
}

interface MoverEnd {
  readonly code: number | null;
  readonly result: MoverResult | undefined;
  /** Bytes of the termination message. */
  readonly size: number;
  /** Exit code of the manifest program; null without one. */
  readonly manifestCode: number | null;
  /** The whole log, for when a test fails. */
  readonly log: string;
}

interface MoverSetting {
  readonly role: MoverSpec['role'];
  readonly run: string;
  readonly parent: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly try?: number;
  readonly verify?: MoverSpec['verify'];
  readonly shell?: readonly string[];
  readonly wrapper?: readonly string[];
  readonly programs?: string;
  readonly acceptLostTimes?: boolean;
  readonly warm?: WarmPasses;
  readonly compression?: MoverSpec['compression'];
  readonly limitRate?: number;
}

/** Starts what the Job says: the init container first, then the containers side by side. */
export async function startMover(setting: MoverSetting): Promise<Mover> {
  const pod = renderMoverJob(specOf(setting)).spec?.template.spec;
  const [reach] = pod?.initContainers ?? [];
  const [restic, verify] = pod?.containers ?? [];
  const reached = await endOf(launch(reach, setting));
  if (reached !== 0) {
    const message = await readFile(join(setting.run, 'termination'), 'utf8').catch(() => '');
    throw new Error(`init container ended with ${reached}: ${message}`);
  }
  const manifest = verify === undefined ? undefined : launch(verify, setting);
  return follow(launch(restic, setting), manifest, join(setting.run, 'termination'));
}

function specOf({ role, try: number = 1, verify = 'full', acceptLostTimes = false, ...rest }: MoverSetting): MoverSpec {
  const { warm, compression = 'auto', limitRate } = rest;
  return {
    name: 'mover',
    namespace: 'test',
    role,
    labels: {},
    claim: 'data',
    placement: { kind: 'volume' },
    repository: { url: '', secret: '' },
    encrypted: false,
    host: 'move',
    images: { restic: 'restic', verify: 'python' },
    resources: {},
    verify,
    compression,
    ...(limitRate !== undefined && { limitRate }),
    try: number,
    rights: { kind: 'root' },
    acceptLostTimes,
    ...(warm !== undefined && { warm }),
  };
}

type Container = NonNullable<NonNullable<NonNullable<ReturnType<typeof renderMoverJob>['spec']>['template']['spec']>['containers']>[number];

function launch(container: Container | undefined, setting: MoverSetting): ChildProcess {
  const { wrapper = [], shell = ['/bin/sh'], run, parent, programs } = setting;
  const command = (container?.command ?? []).flatMap((word) => (word === '/bin/sh' ? shell : [word]));
  const literal = Object.fromEntries((container?.env ?? []).map(({ name, value = '' }) => [name, value]));
  const own = { VOLUME_PARENT: parent, RUN: run, TERMINATION: join(run, 'termination'), TMPDIR: run };
  const path = programs === undefined ? process.env['PATH'] : `${programs}:${process.env['PATH']}`;
  const env = { ...process.env, ...literal, ...setting.environment, ...own, PATH: path };
  // A mover waits for its server for ever: a worker that was killed must not leave one behind.
  const [program = '', ...args] = [...wrapper, 'setpriv', '--pdeathsig', 'KILL', ...command];
  // A group of its own, as a container is: what it started ends with it.
  return spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function follow(restic: ChildProcess, manifest: ChildProcess | undefined, termination: string): Promise<Mover> {
  const journal = record([restic, manifest]);
  const manifestEnd = manifest === undefined ? Promise.resolve(null) : endOf(manifest);
  const end = endOf(restic).then(async (code): Promise<MoverEnd> => {
    const message = await readFile(termination, 'utf8').catch(() => '');
    const size = Buffer.byteLength(message);
    return { code, result: parseMoverResult(message), size, manifestCode: await manifestEnd, log: journal.log.join('\n') };
  });
  return {
    lines: journal.lines,
    end,
    until: (type, pass) =>
      new Promise((resolve, reject) => {
        journal.look((line) => {
          if (line.type === type && (pass === undefined || ('pass' in line && line.pass === pass))) resolve(line);
        });
        void end.then(({ log }) => reject(new Error(`ended without ${type}:\n${log}`)));
      }),
    async kill(signal) {
      signalGroup(restic, signal);
      if (signal === 'SIGKILL' && manifest !== undefined) signalGroup(manifest, signal);
      await end;
    },
    signalManifest: (signal) => manifest !== undefined && signalGroup(manifest, signal),
  };
}

interface Journal {
  readonly log: readonly string[];
  readonly lines: readonly MoverLine[];
  /** Shows every understood line, those of the past first. */
  look(see: (line: MoverLine) => void): void;
}

function record(children: readonly (ChildProcess | undefined)[]): Journal {
  const lines: MoverLine[] = [];
  const log: string[] = [];
  const watchers: ((line: MoverLine) => void)[] = [];
  for (const stream of children.flatMap((child) => [child?.stdout, child?.stderr])) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (text) => {
      log.push(text);
      const line = parseMoverLine(text);
      if (line === undefined) return;
      lines.push(line);
      for (const see of watchers) see(line);
    });
  }
  return {
    log,
    lines,
    look(see) {
      watchers.push(see);
      lines.forEach(see);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Exit code, as a container would show it. */
function endOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // `close` comes after the last line of the log.
    child.once('close', (code) => resolve(code));
  });
}
