// @module-tag core
import { describe, expect, it } from 'vitest';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { isTerminating, ownContainers } from '../../../../src/move/copy/own-containers.ts';
import { readMoverEnd } from '../../../../src/move/copy/mover-end.ts';
import { sourceDone } from '../../../support/source-done.ts';
import { openApiServers, removeNow } from '../api-servers.ts';
import { heldInMemory } from '../../../support/moves.ts';
import { journalWith } from '../../../support/journals.ts';
import { createMoverJob, createMoverPod, running } from './mover-pods.ts';

type Status = typeof running;
type Statuses = NonNullable<NonNullable<Pod['status']>['containerStatuses']>;

const named = (name: string, state: object = { running: {} }) => ({ ...running, name, state }) as Status;
const ended = (name: string, exitCode = 0, message = '') => named(name, { terminated: { exitCode, message } });
const well = [ended('restic', 0, JSON.stringify(sourceDone)), ended('verify')];

function look(containerStatuses: Statuses, more: Partial<NonNullable<Pod['status']>> = {}) {
  const journal = heldInMemory(journalWith());
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'mover', deletionTimestamp: 'now' },
    status: { containerStatuses, ...more },
  };
  return { ...ownContainers({ journal }, pod), going: isTerminating({ journal }, pod) };
}

describe('the containers of a move', () => {
  it.each<[string, Statuses, boolean]>([
    ['both have ended, and a sidecar has not', [...well, named('mesh')], true],
    ['one of them runs', [named('restic'), ended('verify'), ended('mesh')], false],
    ['one of them is not told of', [ended('restic')], false],
    ['only a sidecar has ended', [ended('mesh'), named('restic'), named('verify')], false],
  ])('%s: ended is %s', (_, statuses, expected) => {
    expect(look(statuses)).toMatchObject({ ended: expected, going: !expected });
  });

  it('have not started while one of them is waited for', () => {
    const late = named('verify', { waiting: { reason: 'ImagePullBackOff' } });
    expect(look([named('restic'), late, named('mesh')]).started).toBe(false);
    expect(look([named('restic'), named('verify')]).started).toBe(true);
  });

  it('are told apart from what an injector has put there, native sidecars included', () => {
    const { foreign } = look([...well, named('mesh'), ended('done')], { initContainerStatuses: [named('native'), ended('reach')] });
    expect(foreign).toEqual(['native', 'mesh']);
  });
});

describe('a mover with a sidecar', () => {
  async function endOf(status: Pod['status'], deleted = false) {
    const lab = await openApiServers();
    const job = await createMoverJob(lab.rome);
    const { metadata } = await createMoverPod(lab.rome, status, { held: true });
    if (deleted) await removeNow(lab.rome, kinds.pod, { name: metadata.name, namespace: 'shop' });
    return readMoverEnd(await lab.move(), job);
  }

  it.each<[string, Pod['status'], boolean]>([
    ['runs on', { phase: 'Running', containerStatuses: [...well, named('mesh')] }, false],
    ['runs on while the pod is deleted', { phase: 'Running', containerStatuses: [...well, named('mesh')] }, true],
    ['has failed', { phase: 'Failed', containerStatuses: [...well, ended('mesh', 1)] }, false],
    ['was cut off by the pod collector', { phase: 'Failed', containerStatuses: [...well, named('mesh')] }, false],
  ])('has ended well although that %s', async (_, status, deleted) => {
    expect(await endOf(status, deleted)).toMatchObject({ vanished: false, result: { role: 'source' } });
  });

  it('names what is left of its pod', async () => {
    const { warning } = await endOf({ phase: 'Running', containerStatuses: [...well, named('mesh'), named('logs')] });
    expect(warning).toBe(
      'pod shop/mover-x still runs containers mesh and logs, which something else put into it; it is removed with the mover',
    );
  });

  it('has not ended well when its comparison has no end', async () => {
    const end = await endOf({ phase: 'Failed', containerStatuses: [well[0] as Status, ended('mesh')] });
    expect(end).not.toHaveProperty('result');
  });

  it('names an init container of others that has failed', async () => {
    const { summary } = await endOf({ phase: 'Failed', initContainerStatuses: [ended('gate', 7)] });
    expect(summary).toBe('init container gate, which something else put into its pod, ended with exit code 7');
  });
});
