import type { Call } from './call.ts';
import { ApiError } from './status.ts';

/** One answered request. `code` is the HTTP status, also for in-process calls. */
export interface AuditEntry {
  readonly user: string;
  readonly verb: string;
  /** Plural, with the subresource after a slash. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly dryRun: boolean;
  readonly code: number;
}

/** Tells listeners about every request to a stored kind. */
export class Audit {
  readonly #listeners = new Set<(entry: AuditEntry) => void>();

  listen(listener: (entry: AuditEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Runs one request and tells how it ended. */
  around<T>(call: Call, run: () => T): T {
    try {
      const result = run();
      this.#tell(call, call.verb === 'create' ? 201 : 200);
      return result;
    } catch (error) {
      this.#tell(call, error instanceof ApiError ? error.code : 500);
      throw error;
    }
  }

  #tell({ user, verb, kind, subresource, namespace, name, dryRun }: Call, code: number): void {
    const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
    for (const listener of this.#listeners) listener({ user: user.name, verb, resource, namespace, name, dryRun, code });
  }
}
