import { kubectl } from '../../../base/hint.ts';
import { controllerIn } from '../../../kube/objects/identity.ts';
import type { HorizontalPodAutoscaler } from '../../../kube/objects/kinds.ts';
import { nameOwner, type ScaledOwner } from '../../model/application/scaled-owner.ts';
import type { Refusal } from '../../model/outcome.ts';
import type { Workloads } from './workloads.ts';

/** What autoscalers of an owner mean for scaling it. */
interface Judgement {
  readonly refusals: readonly Refusal[];
  /** What is worth saying where nothing is refused. */
  readonly remarks: readonly string[];
}

/**
 * An autoscaler leaves a count of 0 alone (autoscaling/v2: ScalingDisabled), unless its own minimum is 0. Above 0, or with somebody above it that
 * scales from 0, it would undo the scaling.
 */
export function judgeAutoscalers(workloads: Workloads | undefined, owner: ScaledOwner): Judgement {
  const own =
    workloads?.autoscalers.filter(({ spec }) => spec?.scaleTargetRef.kind === owner.kind && spec.scaleTargetRef.name === owner.name) ?? [];
  const judged = own.map((autoscaler) => ({ autoscaler, why: whyInTheWay(autoscaler, owner) }));
  return {
    refusals: judged.flatMap(({ autoscaler, why }) => (why === undefined ? [] : [refuse(autoscaler, owner, why)])),
    remarks: judged.flatMap(({ autoscaler: { metadata }, why }) =>
      why === undefined
        ? [`HorizontalPodAutoscaler ${metadata.name} is off while ${nameOwner(owner)} has 0 replicas, and on again afterwards`]
        : [],
    ),
  };
}

function whyInTheWay(autoscaler: HorizontalPodAutoscaler, { scaledTo }: ScaledOwner): string | undefined {
  const above = controllerIn(autoscaler);
  if (above !== undefined) return `it is run by ${above.kind} ${above.name}, which may scale from 0 by itself`;
  if (scaledTo > 0) return `it would be scaled to ${scaledTo}, where the autoscaler is at work`;
  return autoscaler.spec?.minReplicas === 0 ? 'its autoscaler scales from 0 by itself (minReplicas=0)' : undefined;
}

function refuse({ metadata }: HorizontalPodAutoscaler, owner: ScaledOwner, why: string): Refusal {
  const { name, namespace = owner.namespace } = metadata;
  const above = controllerIn({ metadata });
  const on = `${name} -n ${namespace}`;
  return {
    check: 'scale-autoscaled',
    message: `HorizontalPodAutoscaler ${name} scales ${nameOwner(owner)}: ${why}`,
    next:
      above === undefined
        ? [
            kubectl(`get hpa ${on} -o yaml > ${name}.yaml`, 'keeps it for afterwards'),
            kubectl(`delete hpa ${on}`, 'then move, then apply that file'),
          ]
        : [`pause ${above.kind} ${above.name}, then scale ${nameOwner(owner)} yourself and move without --scale`],
  };
}
