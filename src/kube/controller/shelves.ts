import type { Meta } from '../objects/kinds.ts';

interface Named {
  metadata: Meta;
}

/** Objects by namespace and name, each namespace on its own: those of one are found without a look at all others. */
export class Shelves<T extends Named> {
  readonly #shelves = new Map<string, Map<string, T>>();

  /** All, or those of a namespace. */
  items(namespace?: string): T[] {
    if (namespace !== undefined) return [...(this.#shelves.get(namespace)?.values() ?? [])];
    return [...this.#shelves.values()].flatMap((shelf) => [...shelf.values()]);
  }

  get(name: string, namespace = ''): T | undefined {
    return this.#shelves.get(namespace)?.get(name);
  }

  /** Whether there is one of its namespace and name. */
  has({ metadata: { name, namespace } }: T): boolean {
    return this.get(name, namespace) !== undefined;
  }

  set(object: T): void {
    const { name, namespace = '' } = object.metadata;
    const shelf = this.#shelves.get(namespace) ?? new Map<string, T>();
    this.#shelves.set(namespace, shelf.set(name, object));
  }

  delete({ metadata: { name, namespace = '' } }: T): void {
    const shelf = this.#shelves.get(namespace);
    shelf?.delete(name);
    if (shelf?.size === 0) this.#shelves.delete(namespace);
  }
}
