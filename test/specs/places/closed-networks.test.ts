import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { kinds, type NetworkPolicy } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, listing, onVolume, remoteNamespace } from '../../place/app.ts';
import { moveVolume } from '../../place/cli.ts';
import { removeObject } from '../../place/objects.ts';
import { openPlace } from '../../place/open-place.ts';
import { type Place, providerPort } from '../../place/place.ts';
import { differences, takeSnapshot } from '../../place/snapshot.ts';

const closedName = 'default-deny';
/** Where the real claims of Liqo's class are. */
const storage = 'liqo-storage';

describe('namespaces whose NetworkPolicies let no pod out', () => {
  let place: Place;
  let app: App;
  let files: string;
  let closed: readonly NetworkPolicy[] = [];
  beforeAll(async () => {
    place = await openPlace();
    if (place.withPolicies === undefined) return;
    app = await createApp(place, { node: place.localNodes[0] });
    files = await listing(place, app, place.localNodes[0]);
    closed = [
      await close(place.consumer, app.namespace),
      await close(place.consumer, storage),
      await close(providerPort(place), await remoteNamespace(place, app)),
    ];
  });
  afterAll(async () => {
    if (closed.length > 0) await removeObject(place.consumer, kinds.networkPolicy, { name: closedName, namespace: storage });
    await place.close();
  });
  beforeEach(({ skip }) => {
    if (place.withPolicies === undefined) skip('nothing in these clusters is known to make pods obey NetworkPolicies');
  });

  it('keep movers from the repository where the tenant may not open them: the move is undone, and says that policies may be why', async () => {
    const before = await takeSnapshot(place, app);
    await place.withPolicies?.(async () => {
      expect(await askOutside()).toBe('closed');
      const end = await moveVolume(place, app, place.virtualNode, ['--stall-timeout', '40s']);
      expect(end.exitCode, end.stdout).toBe(4);
      expect(end.stdout).toContain('NetworkPolicies');
    });
    await expect.poll(async () => differences(before, await takeSnapshot(place, app)), { timeout: 60_000 }).toEqual([]);
  });

  it('are opened for the movers alone, with the rights for it, and for as long as the move takes', async () => {
    const rights = ['--remote-kubeconfig', `${place.provider}=${process.env['E2E_PROVIDER_KUBECONFIG']}`];
    await place.withPolicies?.(async () => {
      expect(await askOutside()).toBe('closed');
      const end = await moveVolume(place, app, place.virtualNode, rights);
      expect(end.exitCode, end.stdout).toBe(0);
    });
    expect(await listing(place, app, place.virtualNode)).toBe(files);
    expect(await listPolicies()).toEqual(new Set(closed.map(({ metadata }) => metadata.uid)));
  });

  /** Whether the API server is out of reach of a pod of the application's, once its node has heard of the pod. */
  const askOutside = async () => {
    const reach = 'nc -w 3 "$KUBERNETES_SERVICE_HOST" 443 </dev/null >/dev/null 2>&1';
    const script = `for _ in $(seq 60); do ${reach} || { echo closed; exit; }; sleep 1; done; echo open`;
    return (await onVolume(place, app, { node: place.localNodes[0], script })).join();
  };

  const listPolicies = async () => {
    const lists = await Promise.all([place.consumer, providerPort(place)].map((port) => port.list(kinds.networkPolicy)));
    return new Set(lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.uid)));
  };
});

async function close(port: KubePort, namespace: string): Promise<NetworkPolicy> {
  const { apiVersion, kind } = kinds.networkPolicy;
  const spec = { podSelector: {}, policyTypes: ['Ingress', 'Egress'] };
  return port.create(kinds.networkPolicy, { apiVersion, kind, metadata: { name: closedName, namespace }, spec });
}
