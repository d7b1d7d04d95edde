import { expect, it } from 'vitest';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { ProviderGate } from '../../../../src/provisioner/watching/provider-gate.ts';
import { createFakeClock } from '../../../fake-clock.ts';
import { failure, portOf } from '../../../support/scripted-port.ts';

const unreachable = { reason: 'unreachable' };

/** A provider that answers, fails, or says nothing, and counts what reaches it. */
function openGate() {
  const clock = createFakeClock();
  const calls: string[] = [];
  let answer: () => Promise<unknown> = async () => ({});
  const called = (name: string) => () => {
    calls.push(name);
    return answer();
  };
  const recoveries: number[] = [];
  const gate = new ProviderGate({ clock, signal: new AbortController().signal, recovered: () => recoveries.push(clock.elapsed()) });
  const port = gate.guard(portOf({ cluster: 'milan', read: called('read'), whoAmI: called('whoAmI') }));
  const read = () => port.read(kinds.claim, { namespace: 'shop', name: 'data' });
  return { clock, calls, recoveries, read, set: (next: () => Promise<unknown>) => (answer = next) };
}

it('lets calls through, and refusals', async () => {
  const { read, set, calls, recoveries } = openGate();
  await read();
  set(() => Promise.reject(failure('forbidden')));
  await expect(read()).rejects.toMatchObject({ reason: 'forbidden' });
  set(async () => ({}));
  await read();
  expect([calls, recoveries]).toEqual([['read', 'read', 'read'], []]);
});

it('sends nothing to a provider that is away but the question whether it is back, ever less often', async () => {
  const { clock, read, set, calls, recoveries } = openGate();
  set(() => Promise.reject(failure('unreachable')));
  await expect(read()).rejects.toMatchObject(unreachable);
  for (let claim = 0; claim < 100; claim += 1) await expect(read()).rejects.toMatchObject(unreachable);
  expect(calls).toEqual(['read']);
  await clock.advance(300_000);
  expect(calls.filter((call) => call === 'read')).toHaveLength(1);
  expect(calls.length).toBeLessThan(40);
  expect(recoveries).toEqual([]);
});

it('says once that it is back, also where that is a refusal, and lets calls through again', async () => {
  const { clock, read, set, recoveries } = openGate();
  set(() => Promise.reject(failure('unreachable')));
  await Promise.allSettled([read(), read(), read()]);
  set(() => Promise.reject(failure('unauthorized')));
  await clock.advance(60_000);
  expect(recoveries).toHaveLength(1);
  set(async () => ({}));
  await expect(read()).resolves.toEqual({});
});

it('sends nothing behind a call that hangs, and goes on when that is answered after all', async () => {
  const { clock, read, set, calls } = openGate();
  const ends: ((object: unknown) => void)[] = [];
  set(() => new Promise((resolve) => ends.push(resolve)));
  const hanging = [read()];
  await clock.advance(4000);
  hanging.push(read());
  await clock.advance(2000);
  await expect(read()).rejects.toMatchObject(unreachable);
  expect(calls).toHaveLength(2);
  for (const end of ends) end({});
  await Promise.all(hanging);
  set(async () => ({}));
  await expect(read()).resolves.toEqual({});
});
