import type { Api, Edit, Removal } from './api.ts';
import type { Audit } from './audit.ts';
import type { Authorizer } from './authorization.ts';
import type { Call, DeleteOptions, ListOptions } from './call.ts';
import type { ApiObject } from './object.ts';
import type { Page } from './paging.ts';
import { badRequest, fieldErrors, invalid, notFound } from './status.ts';
import type { Store } from './store.ts';
import { bindPod } from './bind-pod.ts';
import { readScale, writeScale } from './scale.ts';
import { type Seen, startWatch } from './watching.ts';

/** The one door to the stored objects: every request is authorized and audited, whichever way it came. */
export class Gate {
  readonly #parts: { readonly api: Api; readonly store: Store; readonly authorizer: Authorizer; readonly audit: Audit };

  constructor(parts: { api: Api; store: Store; authorizer: Authorizer; audit: Audit }) {
    this.#parts = parts;
  }

  get(call: Call): ApiObject {
    return this.#pass(call, () => (call.subresource === 'scale' ? readScale(this.#parts.api.get(call)) : this.#parts.api.get(call)));
  }

  list(call: Call, options: ListOptions): Page {
    return this.#pass(call, () => this.#parts.api.list(call, options), nameSelectedBy(options));
  }

  watch(call: Call, selectors: ListOptions & { from: string }, report: (seen: Seen) => void): () => void {
    const start = () => startWatch(this.#parts.store, { call, selectors, from: selectors.from }, report);
    return this.#pass(call, start, nameSelectedBy(selectors));
  }

  create(call: Call, body: ApiObject): ApiObject {
    return this.#pass(call, () => {
      if (call.subresource === 'binding') return bindPod(this.#parts.api, call, body);
      return this.#parts.api.create(call, body);
    });
  }

  /** PUT and the patches; `orCreate` is what server-side apply makes of an absent object. */
  update(call: Call, edit: Edit, orCreate?: ApiObject): { object: ApiObject; created: boolean } {
    return this.#pass(call, () => {
      const { api, store, authorizer } = this.#parts;
      if (store.get(call.kind, call.name, call.namespace) === undefined) {
        if (orCreate === undefined) throw notFound(call.kind, call.name);
        authorizer.check({ ...call, verb: 'create' });
        return { object: api.create(call, orCreate), created: true };
      }
      if (call.subresource === 'scale') return { object: writeScale(api, call, edit), created: false };
      return { object: api.update(call, edit), created: false };
    });
  }

  remove(call: Call, options: DeleteOptions): Removal {
    return this.#pass(call, () => this.#parts.api.remove(call, checked(call, options)));
  }

  removeCollection(call: Call, selectors: ListOptions, options: DeleteOptions): Page {
    const run = () => this.#parts.api.removeCollection(call, selectors, checked(call, options));
    return this.#pass(call, run, nameSelectedBy(selectors));
  }

  /** `name` is what the call is about for the rules on names. */
  #pass<T>(call: Call, run: () => T, name = call.name): T {
    return this.#parts.audit.around(call, () => {
      this.#parts.authorizer.check({ ...call, name });
      return run();
    });
  }
}

/** A collection of which only one object is asked for counts as that object. */
function nameSelectedBy({ fields = '' }: ListOptions): string {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(fields)?.[1] ?? '';
}

function checked(call: Call, options: DeleteOptions): DeleteOptions {
  const { propagationPolicy: policy, gracePeriodSeconds: grace } = options;
  const policies = ['Background', 'Foreground', 'Orphan'];
  if (policy !== undefined && !policies.includes(policy)) {
    throw invalid(call.kind, call.name, [fieldErrors.unsupported('propagationPolicy', policy, policies)]);
  }
  if (grace !== undefined && !Number.isInteger(grace)) throw badRequest('gracePeriodSeconds is no integer');
  return options;
}
