// @module-tag core
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/base/time/clock.ts';
import { systemClock } from '../../../../src/base/time/system-clock.ts';
import { kinds, type Pod } from '../../../../src/kube/objects/kinds.ts';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { guardMessage, renderGuardBinding, renderGuardPolicy } from '../../../../src/move/guard/guard-policy.ts';
import { ensureGuard, removeGuard } from '../../../../src/move/guard/guard.ts';
import { moveLabels } from '../../../../src/move/model/names.ts';
import { type ApiServers, openApiServers, removeNow } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';
import { claimOf } from '../../../support/claims.ts';

const guard = {
  id: 'abcdefghij',
  namespace: 'shop',
  claim: 'data',
  real: [{ namespace: 'liqo-storage', claim: 'uid-1' }],
  user: 'alice',
  fencingToken: 1,
};
const dryRun = { dryRun: true };

/** A pod that mounts the claim. */
const mounting: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'shop' },
  spec: { containers: [{ name: 'c', image: 'sh' }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] },
};

describe('arming and lifting', () => {
  const data = { name: 'data', namespace: 'shop' };

  it('waits until the server acts on it', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await ensureGuard(move);
    await expect(lab.as('bob').create(kinds.pod, mounting, dryRun)).rejects.toThrow('(move abcdefghij, run 1)');
  });

  it('takes no other refusal for its own', async () => {
    const lab = await openApiServers();
    const others = { ...guard, id: 'foreigners', fencingToken: 1 };
    await lab.rome.create(kinds.admissionPolicy, renderGuardPolicy(others));
    await lab.rome.create(kinds.admissionPolicyBinding, renderGuardBinding(others));
    lab.server.setPolicyDelay(3_600_000);
    let looks = 0;
    const stop = new AbortController();
    const clock = {
      now: () => new Date(),
      elapsed: () => 0,
      sleep: async () => {
        looks += 1;
        if (looks === 3) stop.abort();
        stop.signal.throwIfAborted();
      },
    };
    const move = await lab.move({}, { clock, signal: stop.signal });
    await expect(ensureGuard(move)).rejects.toThrow();
    expect(looks).toBe(3);
  });

  it('is rewritten for a new run: what the earlier one could do is refused', async () => {
    const lab = await openApiServers();
    const first = await lab.move();
    await ensureGuard(first);
    await ensureGuard({ ...first, fencingToken: 2 });
    const claim = (fencingToken: string) => claimOf(data, { annotations: { [moveLabels.fencingToken]: fencingToken } });
    await expect(lab.rome.create(kinds.claim, claim('1'), dryRun)).rejects.toThrow('(move abcdefghij, run 2)');
    await expect(lab.rome.create(kinds.claim, claim('2'), dryRun)).resolves.toBeDefined();
  });

  it('is left as it is by a machine that was asleep while another one has taken over', async () => {
    const lab = await openApiServers();
    const asleep = await lab.move();
    await ensureGuard({ ...asleep, fencingToken: 2 });
    await expect(ensureGuard(asleep)).rejects.toThrow('another liqoctl has taken over');
    const claim = claimOf(data, { annotations: { [moveLabels.fencingToken]: '2' } });
    await expect(lab.rome.create(kinds.claim, claim, dryRun)).resolves.toBeDefined();
  });

  it('can be armed again by another user, who alone may touch the claim then', async () => {
    const lab = await openApiServers();
    const first = await lab.move();
    await ensureGuard(first);
    await first.journal.update((journal) => ({ ...journal, user: 'bob' }));
    await ensureGuard({ ...first, consumer: lab.as('bob'), fencingToken: 2 });
    const claim = claimOf(data, { annotations: { [moveLabels.fencingToken]: '2' } });
    await expect(lab.as('alice').create(kinds.claim, claim, dryRun)).rejects.toThrow('is being moved');
    await expect(lab.as('bob').create(kinds.claim, claim, dryRun)).resolves.toBeDefined();
  });

  it('finishes what a crash has left half done', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await lab.rome.create(kinds.admissionPolicy, renderGuardPolicy(guard));
    await ensureGuard(move);
    await expect(lab.rome.create(kinds.pod, mounting, dryRun)).rejects.toThrow('is being moved');
  });

  it('is lifted only when the server has forgotten it', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await ensureGuard(move);
    const message = guardMessage(guard);
    const answers = [message, message, 'denied by somebody else'];
    const forgetful = portWith(lab.rome, {
      create: async () => {
        throw new KubeError({ reason: 'forbidden', message: answers.shift() ?? '', attempt: 'create' });
      },
    });
    await removeGuard({ ...move, consumer: forgetful });
    expect(answers).toEqual([]);
    await expect(lab.rome.create(kinds.pod, mounting, dryRun)).resolves.toBeDefined();
    for (const kind of [kinds.admissionPolicy, kinds.admissionPolicyBinding])
      expect((await lab.rome.list<unknown>(kind)).items).toEqual([]);
    await removeGuard(move);
  });

  const refusing = (lab: ApiServers) =>
    portWith(lab.rome, {
      create: async () => {
        throw new KubeError({ reason: 'forbidden', message: 'no image from there', attempt: 'create' });
      },
    });
  /** Pauses take no time; limits are never reached. */
  const restless: Clock = {
    ...systemClock,
    sleep: async (milliseconds, signal) => (milliseconds < 1000 ? signal?.throwIfAborted() : systemClock.sleep(milliseconds, signal)),
  };

  it('is given up, and said to be waited for until then, where the server never acts on it', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await ensureGuard(move);
    let seen = '';
    let giveUp = () => {};
    const limit = new Promise<void>((resolve) => (giveUp = resolve));
    const sleep: Clock['sleep'] = (milliseconds, signal) => (milliseconds < 1000 ? restless.sleep(milliseconds, signal) : limit);
    const waiting = (forWhat: string) => {
      seen = forWhat;
      giveUp();
    };
    const idle = portWith(lab.rome, { create: async (_, object) => object });
    await expect(ensureGuard({ ...move, clock: { ...systemClock, sleep }, consumer: idle, waiting })).rejects.toMatchObject({
      message: 'pods are not kept off claim shop/data: the server does not act on policy liqo-move-abcdefghij',
      next: [expect.stringContaining('ValidatingAdmissionPolicy')],
    });
    expect(seen).toBe('the guard to be seen at work; its probe still passes');
  });

  it('is not trusted to act where somebody else refuses every pod that could show it', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await ensureGuard(move);
    const again = { ...move, clock: restless, consumer: refusing(lab) };
    await expect(ensureGuard(again)).rejects.toMatchObject({
      message: 'it is not known whether pods are kept off claim shop/data: the pod that asks is refused',
      seen: ['no image from there'],
      next: [expect.stringContaining('pod liqo-move-abcdefghij-probe')],
    });
  });

  it('is waited for, and by name, where a source is held behind it', async () => {
    const lab = await openApiServers();
    const move = await lab.move({ phases: { 'arm-guard': { state: 'done', startedAt: '' } } });
    await ensureGuard(move);
    const stop = new AbortController();
    const waiting = (forWhat: string) => stop.abort(new Error(forWhat));
    const again = { ...move, clock: restless, consumer: refusing(lab), signal: stop.signal, waiting };
    await expect(ensureGuard(again)).rejects.toThrow('its probe is refused by another policy: no image from there');
  });

  it('does not take a failing server for an armed guard', async () => {
    const lab = await openApiServers();
    const move = await lab.move();
    await removeNow(lab.rome, kinds.namespace, { name: 'shop' });
    await lab.rome.mergePatch(kinds.namespace, { name: 'shop' }, { spec: { finalizers: [] } }, { subresource: 'finalize' });
    await expect(ensureGuard(move)).rejects.toMatchObject({ reason: 'notFound' });
  });
});
