import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type EntryKind, rootKind } from './entry-kinds.ts';

/** A volume as describeVolume tells it. */
export type Description = ReadonlyMap<string, Record<string, unknown>>;

/** What of a volume belongs to one kind. */
export function entriesOf(kind: EntryKind, volume: Description): Description {
  if (kind === rootKind) return new Map([...volume].filter(([key]) => key === ''));
  const folder = Buffer.from(kind.name).toString('hex');
  return new Map([...volume].filter(([key]) => key === folder || key.startsWith(`${folder}/`)));
}

/** Bytes that a file takes on its disk. */
export async function bytesOnDisk(volume: string, path: string): Promise<number> {
  return (await stat(join(volume, path))).blocks * 512;
}
