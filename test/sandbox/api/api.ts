import type { Clock } from '../../../src/base/time/clock.ts';
import type { Admission, AdmissionRequest } from './admission/admission.ts';
import { admitObject } from './admit-object.ts';
import type { Call, DeleteOptions, ListOptions } from './call.ts';
import { copyJson } from './copy-json.ts';
import { checkPreconditions, mayGo, planDeletion } from './deletion.ts';
import { objectToCreate, objectToUpdate } from './incoming.ts';
import { type ApiObject, sameJson } from './object.ts';
import { type Page, pageOf } from './paging.ts';
import { parseSelectors } from './selectors.ts';
import { alreadyExists, notFound } from './status.ts';
import type { Store } from './store.ts';

/** What a delete left: the object as marked, or as it was when it went. */
export interface Removal {
  readonly object: ApiObject;
  readonly gone: boolean;
}

/** How an update comes to its new object: a whole one (PUT), or a patch applied to what is there. */
export type Edit = (current: ApiObject) => ApiObject;

/**
 * Everything the API does with stored objects, for HTTP and in-process callers alike. Synchronous, so that no two calls
 * ever interleave. Results are the stored objects themselves: copy before changing. Throws {@link ApiError}.
 */
export class Api {
  readonly #store: Store;
  readonly #admission: readonly Admission[];
  readonly #clock: Clock;

  constructor(store: Store, admission: readonly Admission[], clock: Clock) {
    this.#store = store;
    this.#admission = admission;
    this.#clock = clock;
  }

  get(call: Call): ApiObject {
    const found = this.#store.get(call.kind, call.name, call.namespace);
    if (found === undefined) throw notFound(call.kind, call.name);
    return found;
  }

  list(call: Call, options: ListOptions): Page {
    const matches = parseSelectors(call.kind.plural, options);
    return pageOf(this.#store.list(call.kind, call.namespace).filter(matches), this.#store, options);
  }

  create(call: Call, body: ApiObject): ApiObject {
    const object = objectToCreate(this.#timed(call), body);
    admitObject({ call, object, before: undefined, store: this.#store });
    this.#admit({ call, name: body.metadata?.name ?? '', operation: 'CREATE', object, before: undefined });
    if (this.#store.get(call.kind, object.metadata.name, call.namespace) !== undefined)
      throw alreadyExists(call.kind, object.metadata.name);
    return call.dryRun ? object : this.#store.add(call.kind, object);
  }

  update(call: Call, edit: Edit): ApiObject {
    const before = this.get(call);
    const object = objectToUpdate(this.#timed(call), edit(copyJson(before)), before);
    admitObject({ call, object, before, store: this.#store });
    this.#admit({ call, name: call.name, operation: 'UPDATE', object, before });
    if (sameJson(object, before)) return before;
    if (!sameJson(object.spec, before.spec)) object.metadata.generation = (before.metadata.generation ?? 0) + 1;
    if (call.dryRun) return object;
    if (mayGo(call.kind, object)) return this.#store.remove(call.kind, object);
    return this.#store.replace(call.kind, object, before);
  }

  /** Deletes one object. `gone` tells whether it is removed already or only marked. */
  remove(call: Call, options: DeleteOptions): Removal {
    return this.#removeObject(call, this.get(call), options);
  }

  /** Deletes what a list would answer, one by one, and stops at the first failure as the real server does. */
  removeCollection(call: Call, selectors: ListOptions, options: DeleteOptions): Page {
    const page = this.list(call, selectors);
    for (const object of page.items) this.#removeObject(call, object, options);
    return page;
  }

  #timed<T extends object>(what: T): T & { readonly at: Date } {
    return { ...what, at: this.#clock.now() };
  }

  #admit(request: AdmissionRequest): void {
    for (const admission of this.#admission) admission.admit(request);
  }

  /** `call.name` is empty within a collection: that is what admission then sees. */
  #removeObject(call: Call, object: ApiObject, options: DeleteOptions): Removal {
    checkPreconditions(call.kind, object, options);
    const fate = planDeletion(call.kind, object, this.#timed(options));
    if (fate.act === 'nothing') return { object, gone: false };
    this.#admit({ call, name: call.name, operation: 'DELETE', object: undefined, before: object, options });
    if (fate.act === 'remove') return { object: call.dryRun ? object : this.#store.remove(call.kind, object), gone: true };
    if (call.dryRun || sameJson(fate.marked, object)) return { object: fate.marked, gone: false };
    return { object: this.#store.replace(call.kind, fate.marked, object), gone: false };
  }
}
