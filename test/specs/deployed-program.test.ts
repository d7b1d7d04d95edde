/** What `deploy/` makes of the built program: the image's files are all that it needs, and its example works with its rights. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { kinds } from '../../src/kube/objects/kinds.ts';
import { openSandbox } from '../place/sandbox-place.ts';
import { startStorage } from '../sandbox/storage.ts';
import { createNamespace, exampleNamespace, offloadNamespace } from '../sandbox/example.ts';
import type { Manifest } from '../support/accounts.ts';
import { readManifests } from '../support/deploy-manifests.ts';
import { until } from '../support/until.ts';
import { layOut, readRecipe } from '../testbed/parts/controller-image.ts';

it('the files that the image gets are enough for the controller', async () => {
  const root = await mkdtemp(join(tmpdir(), 'liqoctl-image-'));
  try {
    const recipe = await readRecipe();
    await layOut(recipe, root);
    const [program, ...args] = recipe.entrypoint;
    expect(program).toBe('node');
    // Far from the repository: nothing is found there by chance. Starting fails late, after everything was loaded.
    const run = (...more: string[]) =>
      execa(process.execPath, [...args, ...more], {
        cwd: join(root, recipe.workFolder),
        env: { HOME: root, KUBECONFIG: '' },
        reject: false,
      });
    expect((await run('--version')).stdout).toBe(manifest.version);
    expect((await run('--kubeconfig', '/nowhere')).stderr).toContain('/nowhere');
  } finally {
    await rm(root, { recursive: true });
  }
});

it('the example of two pods runs as its page says, in the sandbox that people start', async () => {
  const place = await openSandbox();
  try {
    const { consumer } = place;
    await createNamespace(consumer);
    await offloadNamespace(consumer, place.provider);
    const controller = await startStorage({ folder: place.sandbox.folder, kubeconfig: place.sandbox.consumer.kubeconfig }, consumer);
    for (const object of await readManifests<Manifest>('examples/near-and-far.yaml')) {
      await consumer.create(object.kind === kinds.pod.kind ? kinds.pod : kinds.claim, object as never);
    }
    const nodeOf = async (name: string) => {
      const { spec, status } = await consumer.read(kinds.pod, { namespace: exampleNamespace, name });
      return status?.phase === 'Running' && spec?.nodeName;
    };
    expect(place.localNodes).toContain(await until(() => nodeOf('near')));
    expect(await until(() => nodeOf('far'))).toBe(place.virtualNode);
    await controller.stop();
  } finally {
    await place.close();
  }
});
