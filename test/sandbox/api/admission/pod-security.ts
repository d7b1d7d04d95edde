import type { Namespace, Pod } from '../../../../src/kube/objects/kinds.ts';
import { kindNamed } from '../kinds.ts';
import { forbidden } from '../status.ts';
import type { Store } from '../store.ts';
import type { Admission, AdmissionRequest } from './admission.ts';
import { type Violation, violationsOf } from './pod-security-rules.ts';

const namespaces = kindNamed('namespaces');
const pods = kindNamed('pods');
const label = 'pod-security.kubernetes.io/enforce';

/** Pod Security Admission: the level that a namespace's label enforces on new pods. Jobs and the like pass, their pods do not. */
export class PodSecurityAdmission implements Admission {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  admit({ call, operation, object }: AdmissionRequest): void {
    if (call.kind !== pods || operation !== 'CREATE' || call.subresource !== undefined) return;
    const level = this.#levelOf(call.namespace ?? '');
    const { spec, metadata } = object as unknown as Pod;
    const violations = level === undefined || spec === undefined ? [] : violationsOf(spec, level);
    if (violations.length > 0) throw forbidden(call.kind, metadata.name, `violates PodSecurity "${level}:latest": ${inWords(violations)}`);
  }

  #levelOf(name: string): 'baseline' | 'restricted' | undefined {
    const namespace = this.#store.get(namespaces, name) as unknown as Namespace | undefined;
    const level = namespace?.metadata.labels?.[label];
    return level === 'baseline' || level === 'restricted' ? level : undefined;
  }
}

function inWords(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', ');
}
