import { AppError } from '../../base/errors.ts';
import { isDnsSubdomain } from '../../base/names.ts';

/** One --remote-kubeconfig; provider '' counts for every provider. */
export interface RemoteKubeconfig {
  readonly provider: string;
  readonly file: string;
}

/** Longest file that is taken for a kubeconfig, in characters. */
const longest = 1_000_000;

/** Parses `[PROVIDER=]FILE`, adding to what earlier flags gave. */
export function parseRemoteKubeconfig(text: string, earlier: readonly RemoteKubeconfig[]): readonly RemoteKubeconfig[] {
  const [, head = '', tail = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  // A path may hold a "=" too: only the name of a cluster in front of it is a provider.
  const parsed = isDnsSubdomain(head) ? { provider: head, file: tail } : { provider: '', file: text };
  if (parsed.file === '') throw wrong(`${JSON.stringify(text)} names no file`);
  if (earlier.some(({ provider }) => provider === parsed.provider)) {
    throw wrong(parsed.provider === '' ? 'given twice without a provider' : `given twice for ${parsed.provider}`);
  }
  return [...earlier, parsed];
}

/** Reads the files. Throws AppError `usage` for one that cannot be read. */
export async function readRemoteKubeconfigs(
  given: readonly RemoteKubeconfig[],
  readText: (path: string) => Promise<string>,
): Promise<ReadonlyMap<string, { readonly file: string; readonly text: string }>> {
  const read = new Map<string, { readonly file: string; readonly text: string }>();
  for (const { provider, file } of given) read.set(provider, { file, text: await readOne(file, readText) });
  return read;
}

async function readOne(file: string, readText: (path: string) => Promise<string>): Promise<string> {
  const text = await readText(file).catch((cause: unknown) => {
    throw wrong(`--remote-kubeconfig: ${file} cannot be read: ${reason(cause)}`, cause);
  });
  if (text.trim() === '') throw wrong(`--remote-kubeconfig: ${file} is empty`);
  if (text.length > longest) throw wrong(`--remote-kubeconfig: ${file} is too large for a kubeconfig`);
  return text;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
};

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
}

function wrong(message: string, cause?: unknown): AppError {
  return new AppError('usage', message, { next: ['write it like --remote-kubeconfig milan=/path/to/kubeconfig'], cause });
}
