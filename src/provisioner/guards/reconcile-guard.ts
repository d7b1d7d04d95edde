import { createOnce, patchExactly, removeExactly } from '../../kube/client/exact-writes.ts';
import { type AdmissionPolicy, kinds } from '../../kube/objects/kinds.ts';
import { storageNames } from '../../volumes/names.ts';
import type { Answer } from '../model/answer.ts';
import type { Provisioner } from '../model/provisioner.ts';
import { describeLoss, type Guarded, listGuarded, parseGuardKey } from './guarded-claims.ts';
import { renderStorageGuard, renderStorageGuardBinding, storageGuardName } from './guard-policy.ts';

/** Keeps the guard while there are claims whose only copy it protects, and takes it away after the last one. */
export async function reconcileGuard(provisioner: Provisioner, key: string): Promise<Answer> {
  const guarded = parseGuardKey(key);
  if (guarded === undefined) return { kind: 'not-mine' };
  const claims = provisioner.settings.guards ? listGuarded(provisioner, guarded) : [];
  if (claims.length === 0) await removeGuard(provisioner, guarded);
  else {
    const remote = claims.some(({ side }) => side.side === 'remote');
    await ensureGuard(provisioner, renderStorageGuard(guarded, { loss: describeLoss(provisioner, claims), remote }), guarded);
  }
  return { kind: 'done' };
}

async function ensureGuard({ consumer, view }: Provisioner, wanted: AdmissionPolicy, guarded: Guarded): Promise<void> {
  const standing = view.policies?.get(wanted.metadata.name);
  if (standing === undefined) await createOnce(consumer, kinds.admissionPolicy, wanted);
  else if (versionOf(standing) !== versionOf(wanted)) {
    const { metadata, spec } = wanted;
    await patchExactly(
      consumer,
      { kind: kinds.admissionPolicy, object: standing },
      { metadata: { annotations: metadata.annotations }, spec },
    );
  }
  if (view.policyBindings?.get(wanted.metadata.name) === undefined) {
    await createOnce(consumer, kinds.admissionPolicyBinding, renderStorageGuardBinding(guarded));
  }
}

/** The server fills in what was left out: what it has cannot be compared with what was rendered. */
function versionOf({ metadata: { annotations = {} } }: AdmissionPolicy): string | undefined {
  return annotations[storageNames.guardVersion];
}

async function removeGuard({ consumer, view }: Provisioner, guarded: Guarded): Promise<void> {
  const name = storageGuardName(guarded);
  const [policy, binding] = [view.policies?.get(name), view.policyBindings?.get(name)];
  if (binding !== undefined) await removeExactly(consumer, kinds.admissionPolicyBinding, binding);
  if (policy !== undefined) await removeExactly(consumer, kinds.admissionPolicy, policy);
}
