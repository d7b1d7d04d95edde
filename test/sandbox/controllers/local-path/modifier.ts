import type { Key, KubePort } from '../../../../src/kube/client/port.ts';
import { type Claim, kinds, type Volume } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { parseKey, patchObject, patchStatus, pathOf, type Stored } from '../objects.ts';
import { servedKindNamed } from '../served-kinds.ts';
import { volumeNames } from '../volume-names.ts';
import { provisioner } from './volume-manifest.ts';

const attributesClasses = servedKindNamed('volumeattributesclasses');

/** Gives volumes another attributes class, as external-resizer does for a driver. There is nothing behind it: only the objects say so. */
export const localPathModifier: ControllerKind = {
  user: 'system:serviceaccount:kube-system:local-path-provisioner-service-account',
  component: `external-resizer ${provisioner}`,
  start: (context) => ({
    triggers: [
      on(kinds.claim, (claim) => (targetOf(claim) === undefined ? [] : [pathOf(claim)])),
      on(attributesClasses, ({ metadata }) => {
        const claims = context.cached(kinds.claim).items();
        return claims.filter((claim) => targetOf(claim) === metadata.name).map(pathOf);
      }),
    ],
    reconcile: (path) => modify(context, path),
  }),
};

/** The attributes class that a bound claim asks for and does not have. */
function targetOf({ spec, status }: Claim): string | undefined {
  const wanted = spec?.volumeAttributesClassName ?? '';
  return status?.phase !== 'Bound' || wanted === '' || wanted === status.currentVolumeAttributesClassName ? undefined : wanted;
}

async function modify(context: Context, path: string): Promise<void> {
  const { port } = context;
  const asked = await readModification(port, parseKey(path));
  if (asked === undefined) return;
  const { claim, target } = asked;
  const found = (await port.find(attributesClasses, { name: target })) as (Stored & { driverName?: string }) | undefined;
  if (found?.driverName === provisioner) return carryOut(context, asked);
  const step = found === undefined ? 'Pending' : 'Infeasible';
  await ensureStatus(port, claim, { targetVolumeAttributesClassName: target, status: step });
}

async function readModification(port: KubePort, key: Key): Promise<Modification | undefined> {
  const claim = await port.find(kinds.claim, key);
  const target = claim && targetOf(claim);
  if (claim === undefined || target === undefined) return undefined;
  const volume = await port.find(kinds.volume, { name: claim.spec?.volumeName ?? '' });
  return volume?.metadata.annotations?.[volumeNames.provisionedBy] === provisioner ? { claim, volume, target } : undefined;
}

interface Modification {
  readonly claim: Claim;
  readonly volume: Volume;
  readonly target: string;
}

/** The volume first: a claim must not say that it has what its volume has not. */
async function carryOut({ port, record }: Context, { claim, volume, target }: Modification): Promise<void> {
  const words = `volume ${volume.metadata.name} with vac ${target}`;
  await record(claim, { type: 'Normal', reason: 'VolumeModify', message: `external resizer is modifying ${words}` });
  await patchObject(port, kinds.volume, volume, { spec: { volumeAttributesClassName: target } });
  await patchStatus(port, kinds.claim, claim, { currentVolumeAttributesClassName: target, modifyVolumeStatus: null });
  await record(claim, { type: 'Normal', reason: 'VolumeModifySuccessful', message: `external resizer modified ${words} successfully` });
}

type ModifyStatus = NonNullable<NonNullable<Claim['status']>['modifyVolumeStatus']>;

async function ensureStatus(port: KubePort, claim: Claim, wanted: ModifyStatus): Promise<void> {
  const known = claim.status?.modifyVolumeStatus;
  if (known?.status === wanted.status && known.targetVolumeAttributesClassName === wanted.targetVolumeAttributesClassName) return;
  await patchStatus(port, kinds.claim, claim, { modifyVolumeStatus: wanted });
}
