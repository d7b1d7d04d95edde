import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { type App, createApp, onVolume, readClaim } from '../../place/app.ts';
import { openOwnClassPlace } from '../../place/own-class-place.ts';
import type { Place } from '../../place/place.ts';

const className = 'mounted';

describe('mount options of a virtual class', { tags: ['real'] }, () => {
  let place: Place;
  let app: App;
  beforeAll(async () => {
    place = await openOwnClassPlace(className, { mountOptions: ['noexec', 'nodev'] });
    // The local path provisioner makes host paths of folders, which cannot have options, unless it is asked for local volumes.
    const annotations = { volumeType: 'local' };
    app = await createApp(place, { node: place.localNodes[0], annotations, fill: ': > /data/file', spec: { storageClassName: className } });
  });
  afterAll(async () => place.close());

  it('are those of the volume', async () => {
    const { spec } = await readClaim(place, app);
    const volume = await place.consumer.read(kinds.volume, { name: spec?.volumeName ?? '' });
    expect(volume.spec?.mountOptions).toEqual(['noexec', 'nodev']);
  });

  it('hold in the pod that mounts it', async ({ skip }) => {
    if (!place.shared) skip('what a pod of the sandbox mounts is a folder');
    const lines = await onVolume(place, app, { node: place.localNodes[0], script: "grep ' /data ' /proc/mounts" });
    expect(lines).toHaveLength(1);
    const [, , , options = ''] = lines[0]?.split(' ') ?? [];
    expect(options.split(',')).toEqual(expect.arrayContaining(['noexec', 'nodev']));
  });
});
