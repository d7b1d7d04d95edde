import { patchExactly } from '../../kube/client/exact-writes.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import { copiedMetadata, noteCopied } from '../model/copied-metadata.ts';
import type { Followed } from './followed.ts';

type Entries = Readonly<Record<string, string>>;

/** Copies changed labels and annotations to the real claim, and takes off what its user took off. Answers whether there was anything to do. */
export async function followMetadata({ claim, real, object }: Pick<Followed, 'claim' | 'real' | 'object'>): Promise<boolean> {
  const wanted = copiedMetadata(claim);
  const { labels = {}, annotations = {} } = object.metadata;
  const noted = parseNote(annotations[storageNames.copied]);
  const changes = {
    labels: changesOf(labels, wanted.labels, noted.labels),
    annotations: changesOf(annotations, { ...wanted.annotations, ...noteCopied(wanted) }, noted.annotations),
  };
  if (Object.keys(changes.labels).length + Object.keys(changes.annotations).length === 0) return false;
  await patchExactly(real.port, { kind: kinds.claim, object }, { metadata: changes });
  return true;
}

function changesOf(standing: Entries, wanted: Entries, noted: readonly string[]): Record<string, string | null> {
  const set = Object.entries(wanted).filter(([key, value]) => standing[key] !== value);
  const gone = noted.filter((key) => key in standing && !(key in wanted)).map((key) => [key, null] as const);
  return Object.fromEntries([...set, ...gone]);
}

/** The note may have been changed by anybody: what cannot be read says nothing. */
function parseNote(text = '{}'): { readonly labels: readonly string[]; readonly annotations: readonly string[] } {
  try {
    const { labels, annotations } = Object(JSON.parse(text)) as Record<string, unknown>;
    return { labels: stringsOf(labels), annotations: stringsOf(annotations) };
  } catch {
    return { labels: [], annotations: [] };
  }
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
