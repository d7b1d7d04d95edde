import { dirname, resolve } from 'node:path';
import { DEFAULT_SCHEMA, loadAll, Type, YAMLException } from 'js-yaml';
import { AppError } from '../../base/errors.ts';

/** An entry of a kubeconfig by its name; what is in it is looked at only when it is used. */
export interface NamedEntry {
  readonly name: string;
  readonly body: unknown;
  /** Where relative paths in it start; undefined for a text that lies in no folder. */
  readonly folder?: string | undefined;
}

/** One kubeconfig, or several that were merged. */
export interface Kubeconfig {
  readonly clusters: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  readonly currentContext: string;
}

const yes = ['true', 'y', 'yes', 'on'];
const no = ['false', 'n', 'no', 'off'];
const switches = new Set([...yes, ...no].flatMap((word) => [word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1)]));
// It takes the place of the type of that tag that knows true and false only.
const switched = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (word: unknown) => switches.has(String(word)),
  construct: (word: unknown) => yes.includes(String(word).toLowerCase()),
});

/** As client-go's YAML reader: `yes` is true, and of a key that comes twice the last one counts. */
const goYaml = { schema: DEFAULT_SCHEMA.extend({ implicit: [switched] }), json: true };

/** Parses the text of a kubeconfig, YAML or JSON; an empty one is fine. Throws AppError `usage`, which quotes nothing of the text. */
export function parseKubeconfig(text: string, whose: string, file?: string): Kubeconfig {
  const folder = file === undefined ? undefined : dirname(resolve(file));
  const top = asRecord(parseText(text.replace(/^\uFEFF/, ''), whose)) ?? {};
  const entries = (list: string, key: string) => namedEntries(top[list], key).map((entry) => ({ ...entry, folder }));
  const current = top['current-context'];
  return {
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
    contexts: entries('contexts', 'context'),
    currentContext: typeof current === 'string' ? current : '',
  };
}

/** All of them as one: the first file that names something wins, whole entries at a time, as in client-go. */
export function mergeKubeconfigs(all: readonly Kubeconfig[]): Kubeconfig {
  const first = (key: 'clusters' | 'users' | 'contexts') =>
    all.flatMap((each, index) => {
      const earlier = all.slice(0, index).flatMap((other) => other[key]);
      return each[key].filter(({ name }) => !earlier.some((entry) => entry.name === name));
    });
  return {
    clusters: first('clusters'),
    users: first('users'),
    contexts: first('contexts'),
    currentContext: all.map(({ currentContext }) => currentContext).find((name) => name !== '') ?? '',
  };
}

/** Whether a kubeconfig says nothing at all. */
export function saysNothing({ clusters, users, contexts, currentContext }: Kubeconfig): boolean {
  return clusters.length + users.length + contexts.length === 0 && currentContext === '';
}

/** What entries are called, in their order. */
export function namesOf(entries: readonly NamedEntry[]): string[] {
  return entries.map(({ name }) => name);
}

/** The entry of that name. Throws AppError `usage` where one file has two of them: either could be meant. */
export function findEntry(entries: readonly NamedEntry[], name: string, what: string): NamedEntry | undefined {
  const [found, ...more] = entries.filter((entry) => entry.name === name);
  if (more.length === 0) return found;
  throw new AppError('usage', `the kubeconfig has the ${what} ${JSON.stringify(name)} twice`, { next: ['rename or remove one of them'] });
}

function namedEntries(list: unknown, key: string): NamedEntry[] {
  if (!Array.isArray(list)) return [];
  return list.map(asRecord).flatMap((entry) => (typeof entry?.['name'] === 'string' ? [{ name: entry['name'], body: entry[key] }] : []));
}

function parseText(text: string, whose: string): unknown {
  // Tabs are fine in JSON and not in YAML.
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // YAML takes braces, too.
    }
  }
  const value = parseFirst(text, whose);
  if (value === null || value === undefined || asRecord(value) !== undefined) return value;
  throw unreadable(whose, 'it is no kubeconfig');
}

/** The first document of the text. */
function parseFirst(text: string, whose: string): unknown {
  try {
    return loadAll(text, undefined, goYaml)[0];
  } catch (error) {
    const line = error instanceof YAMLException ? `, in line ${error.mark.line + 1}` : '';
    throw unreadable(whose, `it is no YAML${line}`);
  }
}

function unreadable(whose: string, why: string): AppError {
  return new AppError('usage', `${whose} cannot be read: ${why}`, { next: ['repair it, or name another one'] });
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
}
