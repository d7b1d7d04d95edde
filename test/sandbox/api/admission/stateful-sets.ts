import type { StatefulSet } from '../../../../src/kube/kinds.ts';
import { sameJson } from '../object.ts';
import { type LabelSelector, matchesSelector } from '../selectors.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { checkPodSpec, fillPodSpec } from './pod-spec.ts';

const mutable = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'];

/** Defaults of a StatefulSet; its claim templates, selector and service never change. */
export const statefulSetStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as StatefulSet;
    if (spec?.template === undefined) return;
    spec.podManagementPolicy ??= 'OrderedReady';
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    spec.updateStrategy ??= { type: 'RollingUpdate' };
    if (spec.updateStrategy.type === 'RollingUpdate') spec.updateStrategy.rollingUpdate ??= { partition: 0 };
    spec.persistentVolumeClaimRetentionPolicy = {
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
      ...spec.persistentVolumeClaimRetentionPolicy,
    };
    if (spec.template.spec !== undefined) fillPodSpec(spec.template.spec);
    for (const template of spec.volumeClaimTemplates ?? []) {
      template.apiVersion ??= 'v1';
      template.kind ??= 'PersistentVolumeClaim';
      if (template.spec) template.spec.volumeMode ??= 'Filesystem';
      template.status ??= { phase: 'Pending' };
    }
  },
  prepare(object) {
    object.status = { replicas: 0, availableReplicas: 0 };
  },
  check(object) {
    const { spec } = object as unknown as StatefulSet;
    if (spec?.selector === undefined) return [fieldErrors.required('spec.selector', '')];
    const volumes = (spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({ name: metadata?.name ?? '' }));
    const withClaims = spec.template?.spec && { ...spec.template.spec, volumes: [...(spec.template.spec.volumes ?? []), ...volumes] };
    const causes = checkPodSpec(withClaims, 'spec.template.spec');
    const labels = spec.template?.metadata?.labels;
    if (!matchesSelector(spec.selector as LabelSelector, labels)) {
      causes.push(fieldErrors.invalid('spec.template.metadata.labels', labels ?? {}, '`selector` does not match template `labels`'));
    }
    return causes;
  },
  checkChange: (object, before) => {
    if (sameJson(fixedPart(object as unknown as StatefulSet), fixedPart(before as unknown as StatefulSet))) return [];
    const fields = mutable.map((field) => `'${field}'`).join(', ');
    const why = `updates to statefulset spec for fields other than ${fields} and 'minReadySeconds' are forbidden`;
    return [fieldErrors.forbidden('spec', why)] satisfies Cause[];
  },
};

function fixedPart({ spec }: StatefulSet): object {
  const free = new Set([...mutable, 'minReadySeconds']);
  return Object.fromEntries(Object.entries(spec ?? {}).filter(([field]) => !free.has(field)));
}
