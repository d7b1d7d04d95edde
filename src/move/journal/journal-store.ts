import * as v from 'valibot';
import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/errors.ts';
import type { ConfigMap } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import type { KubePort } from '../../kube/port.ts';
import { type Journal, journalSchema } from './journal.ts';
import { journalName, journalNamespace, marks } from '../names.ts';

/** The journal of one move as we last saw it, and the only way to change it. */
export interface JournalHandle {
  readonly value: Journal;
  /** Writes what `change` makes of the journal. Throws when anybody else has written meanwhile: there is one writer, the lease's holder. */
  update(change: (journal: Journal) => Journal): Promise<void>;
  remove(): Promise<void>;
}

const dataKey = 'journal';

export async function createJournal(port: KubePort, journal: Journal): Promise<JournalHandle> {
  const { namespace, name } = journal.claim.metadata;
  const created = await port.create(kinds.configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: journalName(namespace, name),
      namespace: journalNamespace,
      labels: { [marks.id]: journal.id },
    },
    data: { [dataKey]: JSON.stringify(journal) },
  });
  return handleOf(port, created, journal);
}

export async function findJournal(port: KubePort, claim: { namespace: string; name: string }): Promise<JournalHandle | undefined> {
  const key = { name: journalName(claim.namespace, claim.name), namespace: journalNamespace };
  const stored = await port.find(kinds.configMap, key);
  return stored === undefined ? undefined : handleOf(port, stored, parseJournal(stored));
}

export async function listJournals(port: KubePort): Promise<readonly Journal[]> {
  const stored = await port.list(kinds.configMap, { namespace: journalNamespace, labels: marks.id });
  return stored.items.map(parseJournal);
}

function parseJournal(stored: ConfigMap): Journal {
  const text = stored.data?.[dataKey] ?? '';
  const where = `ConfigMap ${journalNamespace}/${stored.metadata.name}`;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), journalSchema), text);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AppError('move', `the journal in ${where} cannot be understood, so nothing is done with it`, {
    seen: [`${v.getDotPath(issue) ?? 'journal'}: ${issue.message}`],
    next: [
      'use the version of liqoctl that started the move',
      `kubectl get configmap -n ${journalNamespace} ${stored.metadata.name} -o yaml`,
    ],
  });
}

function handleOf(port: KubePort, first: ConfigMap, journal: Journal): JournalHandle {
  let stored = first;
  let value = journal;
  const key = { name: stored.metadata.name, namespace: journalNamespace };
  return {
    get value() {
      return value;
    },
    async update(change) {
      const next = change(value);
      const text = JSON.stringify(next);
      try {
        stored = await port.replace(kinds.configMap, key, { ...stored, data: { [dataKey]: text } });
      } catch (error) {
        // A broken connection may hide a write that did arrive: only what is stored now can tell.
        const now = await port.find(kinds.configMap, key);
        if (now?.data?.[dataKey] === text) stored = now;
        else if (now !== undefined && now.data?.[dataKey] === stored.data?.[dataKey]) throw error;
        else throw lostError(error);
      }
      value = next;
    },
    async remove() {
      const { uid = '', resourceVersion = '' } = stored.metadata;
      try {
        await port.remove(kinds.configMap, key, { uid, resourceVersion });
      } catch (error) {
        if (!failedWith(error, 'notFound')) throw error;
      }
    },
  };
}

function lostError(cause: unknown): AppError {
  return new AppError('move', 'another liqoctl has taken over this move', { next: ['liqoctl move list'], cause });
}
