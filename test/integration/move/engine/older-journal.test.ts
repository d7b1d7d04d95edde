/** A move that was begun by a version whose repository spoke plain HTTP goes on as its journal says. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resumeMove } from '../../../../src/move/engine/resume.ts';
import { runMove } from '../../../../src/move/engine/start.ts';
import { type Job, kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { journalName, journalNamespace } from '../../../../src/move/model/names.ts';
import { describeEnd } from '../../../matrix/operator/describe-end.ts';
import { hastyClock } from '../../../matrix/operator/hasty-clock.ts';
import { Operator } from '../../../matrix/operator/operator.ts';
import { createFilledApp } from '../../../matrix/world/app.ts';
import { startWorld, type World } from '../../../matrix/world/world.ts';
import type { App } from '../../../place/app.ts';
import { admin } from '../../../sandbox/users.ts';
import { contextOf } from '../../../support/contexts.ts';
import { portWith } from '../../../support/ports.ts';
import { requestOf } from '../../../support/requests.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ providers: ['milan'], ownClass: false });
}, 60_000);
afterAll(async () => world.stop());

/** Makes the journal what that version would have written: it did not know of encryption. */
async function age({ namespace, claim }: App): Promise<void> {
  const { port } = world.consumer;
  const key = { name: journalName(namespace, claim), namespace: journalNamespace };
  const { data } = await port.read(kinds.configMap, key);
  const { encrypted, ...older } = JSON.parse(data?.['journal'] ?? '') as { encrypted?: boolean };
  expect(encrypted).toBe(true);
  await port.mergePatch(kinds.configMap, key, { data: { journal: JSON.stringify(older) } });
}

it('with repository and movers in plain HTTP, to its end', async () => {
  const app = await createFilledApp(world, { node: 'rome-1', storageClass: 'liqo' });
  const request = requestOf({ ...app, targetNode: 'milan', verify: 'none' });
  const dies = new Operator(world, { write: ({ phase }) => (phase === 'hold-source*' ? 'killed-after' : 'passed') });
  expect(await dies.run((context) => runMove(request, false, context))).toBe('killed');
  await age(app);

  const made: { readonly plural: string; readonly text: string }[] = [];
  const port = world.consumer.server.as(admin);
  const noted = portWith(port, {
    create: async (kind, object, options) => {
      if (options?.dryRun !== true) made.push({ plural: kind.plural, text: JSON.stringify(object as Job | Pod) });
      return port.create(kind, object, options);
    },
  });
  const context = contextOf(noted, {
    connect: async (kubeconfig) => world.connect(kubeconfig),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    clock: hastyClock,
    holder: 'operator',
    leaseSeconds: 15,
  });
  expect(await describeEnd(resumeMove(app, context))).toBe('moved');

  const texts = (plural: string) => made.filter((each) => each.plural === plural).map(({ text }) => text);
  expect(texts('secrets').filter((text) => text.includes('kubernetes.io/tls'))).toEqual([]);
  expect(texts('pods')).toEqual([expect.not.stringContaining('--tls')]);
  expect(texts('jobs')).toHaveLength(2);
  for (const job of texts('jobs')) expect(job).not.toMatch(/https:|--cacert|RESTIC_CACERT/);
}, 60_000);
