import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { type Credentials, drawCredentials, formatHtpasswd } from '../../src/restic/repository/credentials.ts';
import type { MoverSpec, WarmPasses } from '../../src/restic/mover-spec.ts';
import { makeServerCertificate } from '../../src/restic/repository/server-certificate.ts';
import { cheapKeyScript } from '../sandbox/pods/cheap-key.ts';
import { findProgram } from '../sandbox/pods/tools.ts';
import type { LongLink } from './long-link.ts';
import { type Mover, startMover } from './mover-process.ts';

/** A repository server on loopback and folders as volumes: movers run as plain processes, without any Kubernetes. */
export interface Stage {
  /** A fresh move: its own volumes and repository, all empty. */
  openMove(name: string): Promise<StagedMove>;
  close(): Promise<void>;
}

export interface StagedMove {
  /** Root of the volume of that role. */
  volume(role: MoverSpec['role']): string;
  /** Folder of the repository on the server. */
  readonly repository: string;
  /** What restic needs to open that repository. */
  readonly environment: Readonly<Record<string, string>>;
  start(role: MoverSpec['role'], changes?: StartOptions): Promise<Mover>;
}

interface StartOptions {
  readonly try?: number;
  readonly verify?: MoverSpec['verify'];
  /** Which program stands in for the container's /bin/sh. */
  readonly shell?: readonly string[];
  /** Put before every program of the mover, e.g. to take its capabilities. */
  readonly wrapper?: readonly string[];
  /** A folder whose programs are found first. */
  readonly programs?: string;
  readonly acceptLostTimes?: boolean;
  readonly warm?: WarmPasses;
  readonly compression?: MoverSpec['compression'];
  readonly limitRate?: number;
  /** In place of the move's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface StageOptions {
  readonly encrypted?: boolean;
  /** The server is at its near end; movers too, unless their wrapper brings them to the far one. */
  readonly link?: LongLink;
}

/** `encrypted`: over TLS, as moves do; plain HTTP leaves a test the server's other side. */
export async function openStage({ encrypted = false, link }: StageOptions = {}): Promise<Stage> {
  const root = await mkdtemp(join(tmpdir(), 'movers-'));
  const credentials = drawCredentials(randomBytes, 'mover');
  const tls = encrypted ? await layOutCertificate(root) : undefined;
  const server = await startServer(root, { credentials, flags: tls?.flags ?? [], link });
  const giveUp = async (error: unknown) => {
    server.stop();
    await rm(root, { recursive: true, force: true });
    throw error;
  };
  const movers: Mover[] = [];
  const ground = { root, link, movers, environmentOf: (name: string) => environmentOf(`${server.url}${name}/`, credentials, tls) };
  // One repository for all moves: making one costs seconds of processor time.
  await openTemplate(ground.environmentOf('template'), link?.near ?? []).catch(giveUp);
  return {
    openMove: (name) => openMove(ground, name),
    async close() {
      await Promise.all(movers.map((mover) => mover.kill('SIGKILL')));
      server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

interface Ground {
  readonly root: string;
  readonly link: LongLink | undefined;
  readonly movers: Mover[];
  readonly environmentOf: (name: string) => Record<string, string>;
}

async function openMove({ root, link, movers, environmentOf }: Ground, name: string): Promise<StagedMove> {
  const repository = join(root, 'repository', name);
  await cp(join(root, 'repository', 'template'), repository, { recursive: true });
  const volume = (role: MoverSpec['role']) => join(root, name, role, 'vol', 'data');
  await Promise.all([mkdir(volume('source'), { recursive: true }), mkdir(volume('target'), { recursive: true })]);
  const environment = environmentOf(name);
  return {
    repository,
    environment,
    volume,
    async start(role, options = {}) {
      const run = await mkdtemp(join(root, name, 'run-'));
      const parent = join(volume(role), '..');
      const mover = await startMover({ role, run, parent, environment, wrapper: link?.near ?? [], ...options });
      movers.push(mover);
      return mover;
    },
  };
}

/** Puts a certificate of a new authority into that folder. */
export async function layOutCertificate(folder: string): Promise<{ flags: readonly string[]; authority: string }> {
  const made = await makeServerCertificate({ names: ['localhost'], now: new Date(), random: randomBytes });
  const file = (name: keyof typeof made) => join(folder, `${name}.pem`);
  for (const name of ['authority', 'certificate', 'key'] as const) await writeFile(file(name), made[name]);
  return { flags: ['--tls', '--tls-cert', file('certificate'), '--tls-key', file('key')], authority: file('authority') };
}

function environmentOf(url: string, credentials: Credentials, tls?: { authority: string }): Record<string, string> {
  return {
    ...(tls && { RESTIC_CACERT: tls.authority }),
    RESTIC_REPOSITORY: `rest:${url}`,
    RESTIC_REST_USERNAME: credentials.user,
    RESTIC_REST_PASSWORD: credentials.serverPassword,
    RESTIC_PASSWORD: credentials.repositoryPassword,
    MOVER_KEY: credentials.markerKey,
  };
}

async function openTemplate(environment: Readonly<Record<string, string>>, wrapper: readonly string[]): Promise<void> {
  const run = async (...command: readonly string[]) => {
    const [program = '', ...args] = [...wrapper, ...command];
    await promisify(execFile)(program, args, { env: { ...process.env, ...environment } });
  };
  await run('restic', 'init', '--no-cache');
  await run(process.execPath, cheapKeyScript);
}

interface ServerOptions {
  readonly credentials: Credentials;
  readonly flags: readonly string[];
  readonly link: LongLink | undefined;
}

async function startServer(root: string, { credentials, flags, link }: ServerOptions): Promise<{ url: string; stop(): void }> {
  const htpasswd = join(root, 'htpasswd');
  await writeFile(htpasswd, formatHtpasswd(credentials));
  const address = link?.address ?? '127.0.0.1';
  const args = ['--path', join(root, 'repository'), '--htpasswd-file', htpasswd, '--listen', `${address}:0`, ...flags];
  const [program = '', ...words] = [...(link?.near ?? []), (await findProgram('rest-server')) ?? '', ...args];
  const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`rest-server ended with ${code}`)));
    createInterface({ input: child.stderr }).on('line', (line) => {
      const found = /start server on [\d.]+:(\d+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { url: flags.length > 0 ? `https://localhost:${port}/` : `http://${address}:${port}/`, stop: () => void child.kill() };
}
