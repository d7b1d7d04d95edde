import { randomUUID } from 'node:crypto';
import type { AdmissionPolicy, AdmissionPolicyBinding } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import type { Fields } from '../object.ts';
import { ApiError, forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Change } from '../watch-hub.ts';
import type { Admission, AdmissionRequest } from './admission.ts';
import { celValue } from './cel.ts';
import { type CompiledPolicy, compilePolicy, judge, type Refusal } from './compiled-policy.ts';
import { covers, type MatchResources } from './policy-match.ts';
import { collectParams } from './policy-params.ts';

const namespaces = kindNamed('namespaces');
const policyKind = kindNamed('validatingadmissionpolicies');
const bindingKind = kindNamed('validatingadmissionpolicybindings');
const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413, Invalid: 422 };

/** ValidatingAdmissionPolicies with their bindings. As on a real server, every change of one takes a while to act. */
export class PolicyAdmission implements Admission {
  readonly #store: Store;
  #delay: number;
  readonly #policies = new Map<string, CompiledPolicy>();
  readonly #bindings = new Map<string, AdmissionPolicyBinding>();

  constructor(store: Store, options: { enabled: boolean; delay: number }) {
    this.#store = store;
    this.#delay = options.delay;
    if (options.enabled) store.hub.subscribe((change) => this.#learn(change));
  }

  /** Milliseconds until a change of a policy acts. */
  setDelay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  admit(request: AdmissionRequest): void {
    // Policies cannot lock themselves away.
    if (request.call.kind === policyKind || request.call.kind === bindingKind) return;
    for (const binding of this.#bindings.values()) {
      const compiled = this.#policies.get(binding.spec?.policyName ?? '');
      if (compiled === undefined || !this.#concerns(compiled, binding, request)) continue;
      const refusal = this.#judge(compiled, binding, request);
      if (refusal !== undefined) throw denial(request, `'${compiled.name}' with binding '${binding.metadata.name}'`, refusal);
    }
  }

  /** Every parameter must let the request pass. */
  #judge(compiled: CompiledPolicy, binding: AdmissionPolicyBinding, request: AdmissionRequest): Refusal | undefined {
    const store = this.#store;
    const found = collectParams(compiled.policy.spec?.paramKind, binding.spec?.paramRef, { request, store });
    if ('trouble' in found) {
      return compiled.failClosed ? { message: `failed to configure binding: ${found.trouble}`, reason: 'Invalid' } : undefined;
    }
    for (const params of found.params) {
      const refusal = judge(compiled, { ...activationOf(request, store), params: celValue(params) });
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }

  #concerns({ policy }: CompiledPolicy, binding: AdmissionPolicyBinding, request: AdmissionRequest): boolean {
    if (binding.spec?.validationActions?.includes('Deny') !== true) return false;
    // Policies without constraints match nothing.
    if (policy.spec?.matchConstraints === undefined) return false;
    const wanted = [policy.spec.matchConstraints, binding.spec.matchResources] as (MatchResources | undefined)[];
    return wanted.every((constraints) => covers(constraints, request, this.#store));
  }

  #learn(change: Change): void {
    if (change.kind !== policyKind && change.kind !== bindingKind) return;
    const act = () => (change.kind === policyKind ? this.#setPolicy(change) : this.#setBinding(change));
    if (this.#delay > 0) setTimeout(act, this.#delay).unref();
    else act();
  }

  #setPolicy({ last, after }: Change): void {
    if (after === undefined) this.#policies.delete(last.metadata.name);
    else this.#policies.set(last.metadata.name, compilePolicy(after as unknown as AdmissionPolicy));
  }

  #setBinding({ last, after }: Change): void {
    if (after === undefined) this.#bindings.delete(last.metadata.name);
    else this.#bindings.set(last.metadata.name, after as unknown as AdmissionPolicyBinding);
  }
}

function denial(request: AdmissionRequest, who: string, { message, reason }: Refusal): ApiError {
  const { call, object, name } = request;
  const about = name !== '' ? name : (object?.metadata.name ?? 'Unknown!');
  const { details, message: text } = forbidden(call.kind, about, `ValidatingAdmissionPolicy ${who} denied request: ${message}`);
  return new ApiError(codes[reason] ?? 422, reason, text, {
    ...details,
    causes: [{ message } as { reason: string; message: string; field: string }],
  });
}

/** The variables of expressions but for params: Kubernetes' AdmissionRequest and the objects, absent ones as null. */
function activationOf(request: AdmissionRequest, store: Store): Fields {
  const { call, object, before } = request;
  // A namespace has no namespace object of its own.
  const namespace = call.kind === namespaces || call.namespace === undefined ? undefined : store.get(namespaces, call.namespace);
  const variables = {
    object: object ?? null,
    oldObject: before ?? null,
    namespaceObject: namespace ?? null,
    request: requestOf(request),
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, celValue(value)]));
}

function requestOf({ call, operation, name, options }: AdmissionRequest): Fields {
  const { group, version, kind, plural } = call.kind;
  const resource = { group, version, resource: plural };
  const object = { group, version, kind };
  return {
    uid: randomUUID(),
    kind: object,
    resource,
    requestKind: object,
    requestResource: resource,
    ...(call.subresource === undefined ? {} : { subResource: call.subresource, requestSubResource: call.subresource }),
    name,
    // For a namespace that exists the request's namespace is itself.
    namespace: call.kind === namespaces ? name : (call.namespace ?? ''),
    operation,
    userInfo: { username: call.user.name, groups: call.user.groups, uid: '', extra: {} },
    dryRun: call.dryRun,
    options: optionsOf(operation, call.dryRun, options),
  };
}

function optionsOf(operation: string, dryRun: boolean, options: AdmissionRequest['options']): Fields {
  const kind = { CREATE: 'CreateOptions', UPDATE: 'UpdateOptions', DELETE: 'DeleteOptions' }[operation];
  const given = Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
  return { kind, apiVersion: 'meta.k8s.io/v1', ...(dryRun ? { dryRun: ['All'] } : {}), ...given };
}
