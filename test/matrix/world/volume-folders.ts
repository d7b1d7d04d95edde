import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { type DataFolders, dataFolders } from '../../sandbox/controllers/local-path/folders.ts';
import { isListedAs, listFolder } from './folders.ts';

/**
 * The folders of a world's volumes. To list one after every write of anybody takes longer than all else, so a listing is remembered until
 * somebody writes there: who does so says it here.
 */
export class VolumeFolders implements DataFolders {
  readonly #listings = new Map<string, string>();
  readonly #writers = new Map<string, number>();

  /** Writes into that folder by `act`, and nobody writes there otherwise. */
  async write<R>(folder: string, act: () => Promise<R>): Promise<R> {
    this.#count(folder, 1);
    try {
      return await act();
    } finally {
      this.#count(folder, -1);
      this.#listings.delete(folder);
    }
  }

  /** As {@link listFolder}. */
  list(folder: string): string | undefined {
    // In the middle of a write no two looks see the same.
    if (this.#isWritten(folder)) return listFolder(folder);
    const listing = this.#listings.get(folder) ?? listFolder(folder);
    if (listing !== undefined) this.#listings.set(folder, listing);
    return listing;
  }

  /** Whether {@link listFolder} would answer that. */
  holds(folder: string, listing: string): boolean {
    return this.#isWritten(folder) ? isListedAs(folder, listing) : this.list(folder) === listing;
  }

  ensure(path: string): Promise<void> {
    return this.write(path, () => dataFolders.ensure(path));
  }

  /** At once: what is left of an attempt that fails must not go on behind its end. */
  remove(path: string): Promise<void> {
    return this.write(path, async () => rmSync(dirname(path), { recursive: true, force: true }));
  }

  /** Folders that are not what is remembered of them: somebody has written there without a word, and looks have seen what is no more. */
  findMistaken(): readonly string[] {
    return [...this.#listings].flatMap(([folder, listing]) => (!this.#isWritten(folder) && listFolder(folder) !== listing ? [folder] : []));
  }

  #isWritten(folder: string): boolean {
    return (this.#writers.get(folder) ?? 0) > 0;
  }

  #count(folder: string, change: number): void {
    const count = (this.#writers.get(folder) ?? 0) + change;
    if (count > 0) this.#writers.set(folder, count);
    else this.#writers.delete(folder);
  }
}
