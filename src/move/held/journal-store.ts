import { kubectl, liqoctl } from '../../base/hint.ts';
import { type Journal, type JournalHandle, journalSchema } from '../model/journal.ts';
import * as v from 'valibot';
import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { type ConfigMap, kinds } from '../../kube/objects/kinds.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { journalName, journalNamespace, moveLabels } from '../model/names.ts';

const dataKey = 'journal';

export async function createJournal(port: KubePort, journal: Journal): Promise<JournalHandle> {
  const { namespace, name } = journal.claim.metadata;
  const created = await port.create(kinds.configMap, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: journalName(namespace, name),
      namespace: journalNamespace,
      labels: { [moveLabels.id]: journal.id },
    },
    data: { [dataKey]: JSON.stringify(journal) },
  });
  return handleOf(port, created, parseJournal(created));
}

export async function findJournal(port: KubePort, claim: { namespace: string; name: string }): Promise<JournalHandle | undefined> {
  const key = { name: journalName(claim.namespace, claim.name), namespace: journalNamespace };
  const stored = await port.find(kinds.configMap, key);
  return stored === undefined ? undefined : handleOf(port, stored, parseJournal(stored));
}

export async function listJournals(port: KubePort): Promise<readonly Journal[]> {
  const stored = await port.list(kinds.configMap, { namespace: journalNamespace, labels: moveLabels.id });
  return stored.items.map(parseJournal);
}

/** A journal as it is stored; undefined: this program does not understand it. */
export interface StoredJournal {
  readonly name: string;
  /** Of its move. */
  readonly id: string;
  readonly journal: Journal | undefined;
}

/** Every journal, whether it is understood or not, and whatever somebody has done to its labels. Throws where one does not even tell its move. */
export async function listStoredJournals(port: KubePort): Promise<readonly StoredJournal[]> {
  const stored = await port.list(kinds.configMap, { namespace: journalNamespace });
  return stored.items
    .filter((each) => each.data?.[dataKey] !== undefined || each.metadata.labels?.[moveLabels.id] !== undefined)
    .map(identify);
}

function identify(stored: ConfigMap): StoredJournal {
  const { name, labels } = stored.metadata;
  try {
    const journal = parseJournal(stored);
    return { name, id: journal.id, journal };
  } catch (error) {
    const id = labels?.[moveLabels.id];
    if (id === undefined) throw error;
    return { name, id, journal: undefined };
  }
}

function parseJournal(stored: ConfigMap): Journal {
  const text = textOf(stored);
  const where = `ConfigMap ${journalNamespace}/${stored.metadata.name}`;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), journalSchema), text);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new AppError('move', `the journal in ${where} cannot be understood, so nothing is done with it`, {
    seen: [`${v.getDotPath(issue) ?? 'journal'}: ${issue.message}`],
    next: [
      `use the version of liqoctl that started the move${writerOf(text)}`,
      kubectl(`get configmap -n ${journalNamespace} ${stored.metadata.name} -o yaml`),
    ],
  });
}

/** A journal that cannot be understood may still say which program can. */
function writerOf(text: string): string {
  const named = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({ writtenBy: v.string() })), text);
  return named.success ? `, ${named.output.writtenBy}` : '';
}

function handleOf(port: KubePort, first: ConfigMap, journal: Journal): JournalHandle {
  const key = { name: first.metadata.name, namespace: journalNamespace };
  const state: Known = { stored: first, value: journal, unanswered: new Set() };
  return {
    get value() {
      return state.value;
    },
    async update(change) {
      while (!(await write(port, state, change(state.value))));
    },
    async remove() {
      const { uid = '', resourceVersion = '' } = state.stored.metadata;
      try {
        await port.remove(kinds.configMap, key, { uid, resourceVersion });
      } catch (error) {
        if (failedWith(error, 'notFound')) return;
        if (failedWith(error, 'conflict')) await lookAgain(port, state, error);
        throw error;
      }
    },
  };
}

/** What one writer knows of its journal. */
interface Known {
  stored: ConfigMap;
  value: Journal;
  /** What was sent without hearing whether it arrived. */
  readonly unanswered: Set<string>;
}

/** Whether `next` is stored now; false where somebody has only touched labels or annotations, so that it has to be written again. */
async function write(port: KubePort, known: Known, next: Journal): Promise<boolean> {
  const { name, namespace = '' } = known.stored.metadata;
  const text = JSON.stringify(next);
  known.unanswered.add(text);
  try {
    known.stored = await port.replace(kinds.configMap, { name, namespace }, { ...known.stored, data: { [dataKey]: text } });
    known.value = next;
  } catch (error) {
    const before = known.stored.metadata.resourceVersion;
    await lookAgain(port, known, error);
    if (textOf(known.stored) !== text) {
      if (known.stored.metadata.resourceVersion !== before) return false;
      throw error;
    }
  }
  known.unanswered.clear();
  return true;
}

/** Reads what is stored after a write that failed: a broken connection may hide that it arrived. Throws when another writer was there. */
async function lookAgain(port: KubePort, known: Known, cause: unknown): Promise<void> {
  const { name, namespace = '' } = known.stored.metadata;
  const now = await port.find(kinds.configMap, { name, namespace });
  const text = textOf(now);
  if (now === undefined || (text !== textOf(known.stored) && !known.unanswered.has(text))) throw lostError(cause);
  known.stored = now;
  known.value = parseJournal(now);
}

function textOf(stored: ConfigMap | undefined): string {
  return stored?.data?.[dataKey] ?? '';
}

function lostError(cause: unknown): AppError {
  return new AppError('move', 'another liqoctl has taken over this move', { next: [liqoctl('move list')], cause });
}
