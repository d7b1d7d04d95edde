import type { StatefulSet } from '../../../../src/kube/objects/kinds.ts';
import { fillAbsent } from '../defaults.ts';
import { sameJson } from '../object.ts';
import { type LabelSelector, matchesSelector } from '../selectors.ts';
import { type Cause, fieldErrors } from '../status.ts';
import type { Strategy } from '../strategy.ts';
import { checkPodSpec, fillPodSpec, type PodSpec } from './pod-spec.ts';

const mutable = ['replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'];

/** Defaults of a StatefulSet; its claim templates, selector and service never change. */
export const statefulSetStrategy: Strategy = {
  fill(object) {
    const { spec } = object as unknown as StatefulSet;
    if (spec?.template === undefined) return;
    fillAbsent(spec, {
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    });
    spec.persistentVolumeClaimRetentionPolicy = {
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
      ...spec.persistentVolumeClaimRetentionPolicy,
    };
    if (spec.template.spec !== undefined) fillPodSpec(spec.template.spec);
    for (const template of spec.volumeClaimTemplates ?? []) {
      fillAbsent(template, { apiVersion: 'v1', kind: 'PersistentVolumeClaim', status: { phase: 'Pending' } });
      if (template.spec) fillAbsent(template.spec, { volumeMode: 'Filesystem' });
    }
  },
  prepare(object) {
    object.status = { replicas: 0, availableReplicas: 0 };
  },
  check(object) {
    const { spec } = object as unknown as StatefulSet;
    if (spec?.selector === undefined) return [fieldErrors.required('spec.selector', '')];
    const causes = checkPodSpec(podWithClaims(spec), 'spec.template.spec');
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

/** The template's pod with a volume for every claim template: containers may mount those too. */
function podWithClaims({ template, volumeClaimTemplates = [] }: NonNullable<StatefulSet['spec']>): PodSpec | undefined {
  const claims = volumeClaimTemplates.map(({ metadata }) => ({ name: metadata?.name ?? '' }));
  return template?.spec && { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claims] };
}

function fixedPart({ spec }: StatefulSet): object {
  const free = new Set([...mutable, 'minReadySeconds']);
  return Object.fromEntries(Object.entries(spec ?? {}).filter(([field]) => !free.has(field)));
}
