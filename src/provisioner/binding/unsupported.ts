import type { Claim, StorageClass } from '../../kube/objects/kinds.ts';
import type { Answer } from '../model/answer.ts';

/** What the claim asks for and no virtual volume can give: an empty volume instead would be taken for the data that was asked for. */
export function refuseUnsupported({ spec = {} }: Claim, { metadata, volumeBindingMode }: StorageClass): Answer | undefined {
  if (volumeBindingMode !== 'WaitForFirstConsumer') {
    const because = `class ${metadata.name} must have volumeBindingMode WaitForFirstConsumer: the first pod decides where the data lives`;
    return { kind: 'blocked', reason: 'ImmediateBindingUnsupported', because };
  }
  if (spec.dataSource !== undefined || spec.dataSourceRef !== undefined) {
    const because = 'a claim of a virtual class cannot be made from a snapshot or another claim: its real claim is in another namespace';
    return { kind: 'blocked', reason: 'DataSourceUnsupported', because };
  }
  if (spec.selector !== undefined) {
    return { kind: 'blocked', reason: 'SelectorUnsupported', because: 'a claim of a virtual class cannot select volumes by label' };
  }
  return undefined;
}
