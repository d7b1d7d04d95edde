import type { Call, User } from './call.ts';
import { kindNamed, type ResourceKind } from './kinds.ts';
import type { ApiObject } from './object.ts';
import { type ApiError, forbidden } from './status.ts';
import type { Store } from './store.ts';

/** What somebody wants to do, for authorization and for access reviews. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

interface Binding extends ApiObject {
  subjects?: { kind: string; name: string; namespace?: string }[];
  roleRef: { kind: string; name: string };
}

const clusterRoles = kindNamed('clusterroles');
const clusterRoleBindings = kindNamed('clusterrolebindings');
const roles = kindNamed('roles');
const roleBindings = kindNamed('rolebindings');
const rightKinds = [clusterRoles, clusterRoleBindings, roles, roleBindings];

/** The rules of a user as they were at that version of all roles and bindings. */
interface KnownRules {
  readonly version: number;
  readonly rules: readonly Rule[];
}

/** The groups that Kubernetes adds to every user: all are authenticated, service accounts have two groups more. */
export function withImpliedGroups(user: User): User {
  const [, namespace] = /^system:serviceaccount:([^:]+):/.exec(user.name) ?? [];
  const accounts = namespace === undefined ? [] : ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
  return { name: user.name, groups: [...new Set([...user.groups, ...accounts, 'system:authenticated'])] };
}

/** RBAC as the stored roles and bindings say it. */
export class Authorizer {
  readonly #store: Store;
  /** Every call asks, and roles seldom change. */
  readonly #known = new WeakMap<User, Map<string | undefined, KnownRules>>();

  constructor(store: Store) {
    this.#store = store;
  }

  allows(user: User, access: Access): boolean {
    if (user.groups.includes('system:masters')) return true;
    return this.rulesFor(user, access.namespace).some((rule) => covers(rule, access));
  }

  /** Every rule that applies to the user in a namespace (undefined: cluster-wide only). */
  rulesFor(user: User, namespace: string | undefined): readonly Rule[] {
    const version = Math.max(...rightKinds.map((kind) => this.#store.lastChange(kind)));
    const known = this.#known.get(user) ?? new Map<string | undefined, KnownRules>();
    this.#known.set(user, known);
    const last = known.get(namespace);
    if (last?.version === version) return last.rules;
    const everywhere = this.#boundRules(clusterRoleBindings, undefined, user);
    const rules = namespace === undefined ? everywhere : [...everywhere, ...this.#boundRules(roleBindings, namespace, user)];
    known.set(namespace, { version, rules });
    return rules;
  }

  /** Throws 403 in the words of Kubernetes. */
  check(call: Call): void {
    const { kind, subresource, verb, name } = call;
    const access = { verb, group: kind.group, resource: kind.plural, subresource, namespace: scopeOf(call), name };
    if (!this.allows(call.user, access)) throw refusal(call);
  }

  #boundRules(kind: ResourceKind, namespace: string | undefined, user: User): Rule[] {
    const bindings = this.#store.list(kind, namespace) as Binding[];
    return bindings.filter((binding) => concerns(binding, user)).flatMap((binding) => this.#rulesOf(binding));
  }

  #rulesOf({ roleRef, metadata }: Binding): Rule[] {
    const role =
      roleRef.kind === 'ClusterRole'
        ? this.#store.get(clusterRoles, roleRef.name)
        : this.#store.get(roles, roleRef.name, metadata.namespace);
    return (role?.['rules'] as Rule[] | undefined) ?? [];
  }
}

function concerns({ subjects = [], metadata }: Binding, user: User): boolean {
  return subjects.some((subject) => {
    if (subject.kind === 'Group') return user.groups.includes(subject.name);
    if (subject.kind === 'User') return user.name === subject.name;
    return user.name === `system:serviceaccount:${subject.namespace ?? metadata.namespace}:${subject.name}`;
  });
}

function covers(rule: Rule, access: Access): boolean {
  const resource = access.subresource === undefined ? access.resource : `${access.resource}/${access.subresource}`;
  const anyOf = (list: readonly string[] | undefined, ...wanted: string[]) => wanted.some((each) => list?.includes(each) === true);
  if (!anyOf(rule.verbs, '*', access.verb) || !anyOf(rule.apiGroups, '*', access.group)) return false;
  const wildcard = access.subresource === undefined ? [] : [`*/${access.subresource}`];
  if (!anyOf(rule.resources, '*', resource, ...wildcard)) return false;
  return (rule.resourceNames ?? []).length === 0 || anyOf(rule.resourceNames, access.name ?? '');
}

/** In which namespace a call is authorized; one about a namespace counts as within it. */
function scopeOf({ kind, namespace, name }: Call): string | undefined {
  if (kind.plural === 'namespaces') return name === '' ? undefined : name;
  return kind.namespaced ? namespace : undefined;
}

function refusal(call: Call): ApiError {
  const { user, verb, kind, subresource, name } = call;
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  const namespace = scopeOf(call);
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  // A creation is about the collection: its message has no name.
  const about = verb === 'create' && subresource === undefined ? '' : name;
  return forbidden(kind, about, `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${kind.group}" ${where}`);
}
