import { failedWith } from '../../kube/errors.ts';
import type { Pod } from '../../kube/kinds.ts';
import { kinds } from '../../kube/kinds.ts';
import { type Guard, guardMessage, moveWords, renderGuardBinding, renderGuardPolicy } from './guard-policy.ts';
import { removeHeld } from '../holding.ts';
import type { Move } from '../move.ts';
import { guardName } from '../names.ts';

function guardOf({ journal: { value }, epoch }: Move): Guard {
  const { namespace, claim } = value.request;
  return { id: value.id, namespace, claim, user: value.user, epoch };
}

/** Puts the policy in place, or rewrites the one of an earlier holder, and waits until the server acts on it. */
export async function ensureGuard(move: Move): Promise<void> {
  const guard = guardOf(move);
  const policy = renderGuardPolicy(guard);
  const key = { name: guardName(guard.id) };
  const standing = await move.consumer.find(kinds.admissionPolicy, key);
  if (standing === undefined) await move.consumer.create(kinds.admissionPolicy, policy);
  else
    await move.consumer.replace(kinds.admissionPolicy, key, {
      ...standing,
      metadata: { ...standing.metadata, ...policy.metadata },
      ...specOf(policy),
    });
  if ((await move.consumer.find(kinds.admissionPolicyBinding, key)) === undefined) {
    await move.consumer.create(kinds.admissionPolicyBinding, renderGuardBinding(guard));
  }
  while (!(await isDenied(move, guard, guardMessage(guard)))) await move.clock.sleep(pauseMilliseconds, move.signal);
}

/** Takes the policy away and waits until the server has forgotten it: whoever is told that the claim is free tries at once. */
export async function removeGuard(move: Move): Promise<void> {
  const guard = guardOf(move);
  const key = { name: guardName(guard.id) };
  const binding = await move.consumer.find(kinds.admissionPolicyBinding, key);
  if (binding !== undefined) await removeHeld(move, move.consumer, { kind: kinds.admissionPolicyBinding, object: binding });
  const policy = await move.consumer.find(kinds.admissionPolicy, key);
  if (policy !== undefined) await removeHeld(move, move.consumer, { kind: kinds.admissionPolicy, object: policy });
  while (await isDenied(move, guard, moveWords(guard))) await move.clock.sleep(pauseMilliseconds, move.signal);
}

const pauseMilliseconds = 100;

/**
 * Whether a pod that mounts the claim is denied in our own words: a policy takes about a second to act, and to cease. What somebody else's
 * admission says about the probe tells nothing about ours.
 */
async function isDenied(move: Move, guard: Guard, words: string): Promise<boolean> {
  try {
    await move.consumer.create(kinds.pod, probePod(guard), { dryRun: true });
    return false;
  } catch (error) {
    if (failedWith(error, 'forbidden', 'invalid')) return error.answer.includes(words);
    throw error;
  }
}

/** Fits the restricted pod-security profile, so that nothing but the guard has a reason to refuse it. */
function probePod({ id, namespace, claim }: Guard): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `liqo-move-${id}-probe`, namespace },
    spec: {
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image: 'probe',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '1m', memory: '1Mi' } },
        },
      ],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}

function specOf<T extends { spec?: unknown }>({ spec }: T): { spec?: T['spec'] } {
  return spec === undefined ? {} : { spec };
}
