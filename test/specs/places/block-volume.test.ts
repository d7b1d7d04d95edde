import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { createApp, onVolume, readClaim } from '../../place/app.ts';
import { type BlockClass, offerBlockClass } from '../../place/block-class.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import type { Place } from '../../place/place.ts';

const className = 'blocks';

describe('a block volume of our own class', () => {
  let place: Place;
  let devices: BlockClass | undefined;
  beforeAll(async () => {
    place = await openOwnClassPlace(className, { parameters: { localClass: 'devices' } });
    if (place.ownClusters) devices = await offerBlockClass(place);
  });
  afterAll(async () => {
    await place.close();
    await devices?.remove();
  });

  it('is a device in the pods that follow each other on its node, with what was written to it', async ({ skip }) => {
    if (devices === undefined) skip('the nodes of these clusters are not ours to give devices to');
    const [node] = place.localNodes;
    const spec = { storageClassName: className, volumeMode: 'Block', resources: { requests: { storage: '8Mi' } } };
    const app = await createApp(place, { node, spec, device: true, fill: 'echo written > /dev/data; sync' });
    const claim = await readClaim(place, app);
    const volume = await place.consumer.read(kinds.volume, { name: claim.spec?.volumeName ?? '' });
    expect(volume).toMatchObject({ metadata: { name: `pvc-${claim.metadata.uid}` }, spec: { volumeMode: 'Block' } });
    const script = 'head -c 7 /dev/data; echo; test -b /dev/data && echo device || echo file';
    const [text, kind] = await onVolume(place, app, { node, device: true, script });
    expect(text).toBe('written');
    // Devices of the sandbox are files.
    expect(kind).toBe(place.shared ? 'device' : 'file');
  });
});
