import { kinds } from '../../src/kube/objects/kinds.ts';
import { type App, readClaim, remoteNamespace } from './app.ts';
import { providerPort } from './place.ts';
import type { SandboxPlace } from './sandbox-place.ts';

/** The folder of this machine where the bytes of the app's claim are now. */
export async function volumeFolder(place: SandboxPlace, app: App): Promise<string> {
  const { uid = '' } = (await readClaim(place, app)).metadata;
  const remote = { namespace: await remoteNamespace(place, app), name: app.claim };
  const ends = [
    { port: place.consumer, key: { namespace: 'liqo-storage', name: uid } },
    { port: providerPort(place), key: remote },
  ];
  for (const { port, key } of ends) {
    const claim = await port.find(kinds.claim, key);
    const path = claim && (await port.read(kinds.volume, { name: claim.spec?.volumeName ?? '' })).spec?.hostPath?.path;
    if (path !== undefined) return path;
  }
  throw new Error(`nothing holds the data of ${app.namespace}/${app.claim}`);
}
