import { compareQuantities, parseQuantity } from '../../base/quantity.ts';
import type { Claim, Volume } from '../../kube/objects/kinds.ts';
import { storageClassOf } from '../../kube/objects/storage-class.ts';

/**
 * Why a claim cannot have the volume that was reserved under its name, in words; empty where it can. The class is compared although the binder
 * does not (a reservation counts whatever its class is): Liqo leaves claims of other classes alone, and with them the copy behind them.
 */
export function explainBindingMismatch(claim: Claim, reserved: Volume): readonly string[] {
  return [
    ...otherVolume(claim, reserved),
    ...tooMuch(claim, reserved),
    ...foreignModes(claim, reserved),
    ...(['storageClassName', 'volumeAttributesClassName', 'volumeMode'] as const).flatMap((field) => {
      const [asked, has] = [valueOf(claim, field), valueOf(reserved, field)];
      return asked === has ? [] : [`its ${field} is ${asked || 'empty'}; the moved volume has ${has || 'none'}`];
    }),
  ];
}

const defaults = { storageClassName: '', volumeAttributesClassName: '', volumeMode: 'Filesystem' };

function valueOf(object: Claim | Volume, field: keyof typeof defaults): string {
  return (field === 'storageClassName' ? storageClassOf(object) : object.spec?.[field]) || defaults[field];
}

function otherVolume({ spec }: Claim, { metadata }: Volume): readonly string[] {
  const named = spec?.volumeName || metadata.name;
  return named === metadata.name ? [] : [`it is for volume ${named}; the moved volume is ${metadata.name}`];
}

function tooMuch({ spec }: Claim, reserved: Volume): readonly string[] {
  const asked = spec?.resources?.requests?.['storage'] ?? '0';
  const has = reserved.spec?.capacity?.['storage'] ?? '0';
  return compareQuantities(parseQuantity(asked), parseQuantity(has)) > 0 ? [`it asks for ${asked}; the moved volume has ${has}`] : [];
}

function foreignModes({ spec }: Claim, reserved: Volume): readonly string[] {
  const offered = reserved.spec?.accessModes ?? [];
  const missing = spec?.accessModes?.filter((mode) => !offered.includes(mode)) ?? [];
  return missing.length === 0 ? [] : [`it asks for ${missing.join(', ')}; the moved volume has ${offered.join(', ')}`];
}
