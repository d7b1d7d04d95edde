import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Refusal } from '../../src/move/model/outcome.ts';
import type { Plan } from '../../src/move/model/plan.ts';
import type { AuditEntry } from '../sandbox/api/audit.ts';
import type { User } from '../sandbox/api/call.ts';
import { type App, freshName } from './app.ts';
import { startCli } from './cli.ts';
import type { SandboxPlace } from './sandbox-place.ts';

/** As scripts see it. */
type ShownRefusal = Omit<Refusal, 'next'> & { readonly next: readonly string[] };

/** How a `move volume` that changed nothing ended. */
export interface Attempt {
  readonly exitCode: number | undefined;
  readonly kind: string;
  /** By the name of the check. */
  readonly refusals: ReadonlyMap<string, ShownRefusal>;
  readonly plan: Plan | undefined;
  readonly warnings: readonly string[];
}

/** The real program, run by users whose every write is seen. */
export interface Attempts {
  /** Who runs it; all of them are watched. */
  readonly user: User;
  /** Runs it and expects that no cluster was written to by any watched user. */
  run(app: App, args: readonly string[], kubeconfigFile?: string): Promise<Attempt>;
  /** A kubeconfig of a watched user in one of the clusters. */
  kubeconfigOf(user: User, cluster: string): string;
  /** The same as a file. */
  kubeconfigFileOf(user: User): Promise<string>;
  stop(): void;
}

const writing = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Watches what the program's users do. `user` is an administrator of the consumer. */
export async function watchAttempts(place: SandboxPlace, user: User): Promise<Attempts> {
  const watched = new Set<string>();
  const writes: AuditEntry[] = [];
  const listen = (entry: AuditEntry) => {
    if (watched.has(entry.user) && writing.includes(entry.verb) && !entry.dryRun) writes.push(entry);
  };
  const stops = Object.values(place.sandbox.clusters).map(({ server }) => server.onRequest(listen));
  const kubeconfigOf = (who: User, cluster: string) => {
    watched.add(who.name);
    return place.sandbox.clusters[cluster]?.server.kubeconfig(who) ?? '';
  };
  const kubeconfigFileOf = async (who: User) => {
    const file = join(place.sandbox.folder, `${freshName('user')}.yaml`);
    await writeFile(file, kubeconfigOf(who, place.sandbox.consumer.name), { mode: 0o600 });
    return file;
  };
  const own = await kubeconfigFileOf(user);
  const run = async (app: App, args: readonly string[], kubeconfigFile = own): Promise<Attempt> => {
    writes.length = 0;
    const end = await startCli({ ...place, kubeconfigFile }, ['move', 'volume', app.claim, '-n', app.namespace, ...args]).ended;
    expect(writes, 'writes').toEqual([]);
    return { ...parseAttempt(end.stdout), exitCode: end.exitCode };
  };
  return { user, run, kubeconfigOf, kubeconfigFileOf, stop: () => stops.forEach((stop) => stop()) };
}

interface Line {
  readonly type: string;
  readonly text?: string;
  readonly outcome?: { readonly kind: string; readonly refusals?: readonly ShownRefusal[]; readonly plan?: Plan };
  readonly error?: { readonly message: string };
}

function parseAttempt(stdout: string): Omit<Attempt, 'exitCode'> {
  const lines = stdout.split('\n').filter((line) => line !== '');
  const all = lines.map((line) => JSON.parse(line) as Line);
  const { outcome, error } = all.at(-1) ?? {};
  return {
    kind: outcome?.kind ?? `error: ${error?.message}`,
    refusals: new Map(outcome?.refusals?.map((refusal) => [refusal.check, refusal])),
    plan: outcome?.plan,
    warnings: all.flatMap(({ type, text }) => (type === 'warning' && text !== undefined ? [text] : [])),
  };
}

/** By check: words of the message, and of what to type. */
export type Expected = Record<string, [message: string, next: string]>;

/** Exactly these checks refused, with these words in their message and that in what to type. */
export function expectRefused(attempt: Attempt, expected: Expected): void {
  expect(attempt).toMatchObject({ kind: 'refused', exitCode: 3 });
  expect([...attempt.refusals.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [check, [message, next]] of Object.entries(expected)) {
    expect(attempt.refusals.get(check)?.message, check).toContain(message);
    expect(attempt.refusals.get(check)?.next.join('\n'), check).toContain(next);
  }
}
