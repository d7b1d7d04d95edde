import { kinds } from '../../src/kube/objects/kinds.ts';
import { runFixturePod } from '../sandbox/fixture-pod.ts';
import { moveId, moveLabels } from '../../src/move/model/names.ts';
import { type App, freshName, readClaim, remoteNamespace } from './app.ts';
import { type Place, providerPort } from './place.ts';

/** Waits for the copy of the program, and takes its note away as soon as it has one. */
const takeNote = `
import os, time
path = '/data/shared/program'
while True:
    try:
        os.removexattr(path, 'user.note')
        break
    except OSError:
        time.sleep(0.002)
`;

/** Writes into the copy of the special files in the provider while it is being made, as nothing but an administrator there could. */
export async function corruptCopy(place: Place, app: App): Promise<void> {
  const port = providerPort(place);
  const at = { namespace: await remoteNamespace(place, app), claim: app.claim };
  const { items: pods } = await port.list(kinds.pod, { namespace: at.namespace });
  const node = pods.find(({ spec }) => spec?.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === app.claim))?.spec
    ?.nodeName;
  if (node === undefined) throw new Error('no mover there');
  const { python: image } = place.images;
  await runFixturePod(port, {
    name: freshName('corrupter'),
    ...at,
    node,
    image,
    interpreter: ['python3', '-c'],
    script: takeNote,
    // As one of the move's own: any other pod that names the claim would void the move.
    labels: { [moveLabels.id]: moveId((await readClaim(place, app)).metadata.uid ?? '') },
    seconds: 170,
  });
}
