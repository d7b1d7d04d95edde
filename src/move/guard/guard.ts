import { AppError } from '../../base/errors.ts';
import { failedWith } from '../../kube/client/errors.ts';
import { type Kind, kinds, type Meta, type Pod } from '../../kube/objects/kinds.ts';
import { type Guard, guardMessage, moveWords, renderGuardBinding, renderGuardPolicy } from './guard-policy.ts';
import { homesHere } from '../../volumes/home.ts';
import { removeOwned } from '../held/guarded-writes.ts';
import { ownerOf } from '../held/owner-of.ts';
import { phaseState } from '../model/journal.ts';
import type { Move } from '../model/move.ts';
import { deletionGraceMilliseconds, stallMilliseconds, withTimeout } from '../held/timeout.ts';
import { guardName } from '../model/names.ts';

function guardOf({ journal: { value }, fencingToken }: Move): Guard {
  const { id, user, request, source, target } = value;
  const { namespace, claim } = request;
  const real = homesHere(source, target);
  return { id, namespace, claim, real: real.map((home) => ({ namespace: home.namespace, claim: home.claim })), user, fencingToken };
}

/** Puts the policy in place, or rewrites the one of an earlier holder, and waits until the server acts on it. */
export async function ensureGuard(move: Move): Promise<void> {
  const guard = guardOf(move);
  const policy = renderGuardPolicy(guard);
  await ensureWritten(move, kinds.admissionPolicy, policy);
  await ensureWritten(move, kinds.admissionPolicyBinding, renderGuardBinding(guard));
  await waitUntilArmed(move, guard);
}

/** A guard of an earlier holder over that of a later one would keep the later one off the claim for ever. */
async function ensureWritten<T extends { metadata: Meta; spec?: unknown }>(move: Move, kind: Kind<T>, wanted: T): Promise<void> {
  const { consumer } = move;
  const key = { name: wanted.metadata.name };
  const standing = await consumer.find(kind, key);
  if (standing === undefined) return void (await consumer.create(kind, wanted));
  ownerOf(move).refuseStale(standing);
  await consumer.replace(kind, key, { ...standing, metadata: { ...standing.metadata, ...wanted.metadata }, ...specOf(wanted) });
}

/** Takes the policy away and waits for a while until the server has forgotten it: a user who is told that the claim is free tries at once. */
export async function removeGuard(move: Move): Promise<void> {
  const guard = guardOf(move);
  const key = { name: guardName(guard.id) };
  const binding = await move.consumer.find(kinds.admissionPolicyBinding, key);
  if (binding !== undefined) await removeOwned(move, move.consumer, { kind: kinds.admissionPolicyBinding, object: binding });
  const policy = await move.consumer.find(kinds.admissionPolicy, key);
  if (policy !== undefined) await removeOwned(move, move.consumer, { kind: kinds.admissionPolicy, object: policy });
  if ((await withTimeout(move, deletionGraceMilliseconds(move), (patient) => untilForgotten(patient, guard))) !== undefined) return;
  const text = `the server still keeps pods off claim ${guard.namespace}/${guard.claim}, although policy ${guardName(guard.id)} is gone`;
  move.emit({ type: 'warning', text });
}

async function untilForgotten(move: Move, guard: Guard): Promise<void> {
  while ((await probe(move, guard, moveWords(guard))) === 'denied') await move.clock.sleep(pauseMilliseconds, move.signal);
}

const pauseMilliseconds = 100;

/** How often the probe may be let pass, or be refused by somebody else: a policy of ours would long act. */
const mostLooks = 100;

/**
 * An admission that refuses the probe before ours is asked hides whether ours acts. To begin a move like that would be to trust in luck; one
 * that has been armed before waits, since its source is held.
 */
async function waitUntilArmed(move: Move, guard: Guard): Promise<void> {
  const armed = (patient: Move) => untilDenied(patient, guard);
  if (isArmedBefore(move)) return armed(move);
  if (!(await withTimeout(move, stallMilliseconds(move), armed))) throw idleError(guard);
}

function isArmedBefore({ journal }: Move): boolean {
  return phaseState(journal.value, 'arm-guard') === 'done';
}

async function untilDenied(move: Move, guard: Guard): Promise<void> {
  const wait = (why: string) => move.waiting(`the guard to be seen at work; ${why}`);
  for (let passed = 0, otherRefusals = 0; ;) {
    const answer = await probe(move, guard, guardMessage(guard));
    if (answer === 'denied') return;
    if (answer === 'passed') {
      passed += 1;
      if (passed === mostLooks) wait('its probe still passes');
    } else {
      otherRefusals += 1;
      if (otherRefusals === mostLooks && !isArmedBefore(move)) throw hiddenError(guard, answer.otherRefusal);
      if (otherRefusals === mostLooks) wait(`its probe is refused by another policy: ${answer.otherRefusal}`);
    }
    await move.clock.sleep(pauseMilliseconds, move.signal);
  }
}

/** How a dry run of a pod that mounts the claim ends: denied in our own words, passed, or refused by somebody else in theirs. */
async function probe(move: Move, guard: Guard, words: string): Promise<'denied' | 'passed' | { readonly otherRefusal: string }> {
  try {
    await move.consumer.create(kinds.pod, probePod(guard), { dryRun: true });
    return 'passed';
  } catch (error) {
    if (!failedWith(error, 'forbidden', 'invalid')) throw error;
    return error.answer.includes(words) ? 'denied' : { otherRefusal: error.answer };
  }
}

function idleError({ id, namespace, claim }: Guard): AppError {
  return new AppError('move', `pods are not kept off claim ${namespace}/${claim}: the server does not act on policy ${guardName(id)}`, {
    next: ["see whether the server's admission plugin ValidatingAdmissionPolicy is switched on, then move again"],
  });
}

function hiddenError(guard: Guard, otherRefusal: string): AppError {
  const { name, namespace } = probePod(guard).metadata;
  return new AppError('move', `it is not known whether pods are kept off claim ${namespace}/${guard.claim}: the pod that asks is refused`, {
    seen: [otherRefusal],
    next: [
      `let pod ${name} pass whatever refuses it in namespace ${namespace} (it is only a dry run: nothing is ever created), then move again`,
    ],
  });
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
