// @module-tag core
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KubeError } from '../../../../src/kube/client/errors.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { type Journal, phaseOrder } from '../../../../src/move/model/journal.ts';
import type { Home } from '../../../../src/volumes/home.ts';
import { createJournal, findJournal, listJournals } from '../../../../src/move/held/journal-store.ts';
import { journalName } from '../../../../src/move/model/names.ts';
import { phaseNames, phasesOfUnnamedOrder } from '../../../../src/move/model/phase-names.ts';
import { journalWith } from '../../../support/journals.ts';
import { type ApiServers, openApiServers } from '../api-servers.ts';
import { portWith } from '../../../support/ports.ts';

const ref = { namespace: 'shop', name: 'data' };
const stored = { name: journalName('shop', 'data'), namespace: 'liqo-move' };
const at = (attempt: number) => (journal: Journal) => ({ ...journal, attempt });

function brokenConnection(): KubeError {
  return new KubeError({ reason: 'unreachable', message: 'socket hang up', attempt: 'replace' });
}

/** A connection that breaks once, before or after the write has arrived; `meanwhile` happens in between. */
function breakingOnce({ rome }: ApiServers, when: 'before' | 'after', meanwhile: () => Promise<unknown> = async () => undefined): KubePort {
  let broken = false;
  return portWith(rome, {
    replace: async (kind, key, object, options) => {
      if (broken) return rome.replace(kind, key, object, options);
      broken = true;
      if (when === 'after') await rome.replace(kind, key, object, options);
      await meanwhile();
      throw brokenConnection();
    },
  });
}

describe('the journal in the cluster', () => {
  it('is made once per claim, and found by the claim`s name', async () => {
    const { rome } = await openApiServers();
    await createJournal(rome, journalWith());
    await expect(createJournal(rome, journalWith())).rejects.toMatchObject({ reason: 'alreadyExists' });
    expect((await findJournal(rome, ref))?.value).toEqual(journalWith());
    expect(await findJournal(rome, { ...ref, namespace: 'other' })).toBeUndefined();
    expect(await listJournals(rome)).toEqual([journalWith()]);
  });

  it('takes one change after the other', async () => {
    const { rome } = await openApiServers();
    const handle = await createJournal(rome, journalWith());
    await handle.update(at(2));
    await handle.update(at(3));
    expect(handle.value.attempt).toBe(3);
    expect((await findJournal(rome, ref))?.value.attempt).toBe(3);
  });

  it('refuses the second of two writers, and stays as the first has left it', async () => {
    const { rome } = await openApiServers();
    const [first, second] = [await createJournal(rome, journalWith()), await findJournal(rome, ref)];
    await second?.update(at(2));
    await expect(first.update(at(9))).rejects.toMatchObject({ kind: 'move', message: 'another liqoctl has taken over this move' });
    expect(first.value.attempt).toBe(1);
    expect((await findJournal(rome, ref))?.value.attempt).toBe(2);
  });

  it('refuses to write when it is gone', async () => {
    const { rome } = await openApiServers();
    const handle = await createJournal(rome, journalWith());
    await handle.remove();
    expect(await findJournal(rome, ref)).toBeUndefined();
    await expect(handle.update(at(2))).rejects.toThrow('another liqoctl has taken over this move');
    await expect(handle.remove()).resolves.toBeUndefined();
  });

  it('is not removed when somebody else has written', async () => {
    const { rome } = await openApiServers();
    const [first, second] = [await createJournal(rome, journalWith()), await findJournal(rome, ref)];
    await second?.update(at(2));
    await expect(first.remove()).rejects.toThrow('another liqoctl has taken over this move');
    expect(await findJournal(rome, ref)).toBeDefined();
  });
});

describe('a broken connection', () => {
  it('does not hide a write that arrived', async () => {
    const lab = await openApiServers();
    await createJournal(lab.rome, journalWith());
    const handle = await findJournal(breakingOnce(lab, 'after'), ref);
    await handle?.update(at(2));
    expect(handle?.value.attempt).toBe(2);
    await handle?.update(at(3));
    expect((await findJournal(lab.rome, ref))?.value.attempt).toBe(3);
  });

  it('is told where the write was lost, which can then be repeated', async () => {
    const lab = await openApiServers();
    await createJournal(lab.rome, journalWith());
    const handle = await findJournal(breakingOnce(lab, 'before'), ref);
    await expect(handle?.update(at(2))).rejects.toMatchObject({ reason: 'unreachable' });
    expect(handle?.value.attempt).toBe(1);
    await handle?.update(at(2));
    expect((await findJournal(lab.rome, ref))?.value.attempt).toBe(2);
  });

  it.each(['before', 'after'] as const)('does not hide a write of somebody else (ours lost %s it)', async (when) => {
    const lab = await openApiServers();
    await createJournal(lab.rome, journalWith());
    const other = async () => (await findJournal(lab.rome, ref))?.update(at(5));
    const handle = await findJournal(breakingOnce(lab, when, other), ref);
    await expect(handle?.update(at(2))).rejects.toThrow('another liqoctl has taken over this move');
    expect((await findJournal(lab.rome, ref))?.value.attempt).toBe(5);
  });
});

describe('a label that somebody puts on the journal', () => {
  const label = async ({ rome }: ApiServers) => rome.mergePatch(kinds.configMap, stored, { metadata: { labels: { backup: 'yes' } } });

  it('does not keep it from being written, and stays', async () => {
    const lab = await openApiServers();
    const handle = await createJournal(lab.rome, journalWith());
    await label(lab);
    await handle.update(at(2));
    expect((await findJournal(lab.rome, ref))?.value.attempt).toBe(2);
    expect((await lab.rome.read(kinds.configMap, stored)).metadata.labels).toMatchObject({ backup: 'yes' });
  });

  it('keeps it from being removed once', async () => {
    const lab = await openApiServers();
    const handle = await createJournal(lab.rome, journalWith());
    await label(lab);
    await expect(handle.remove()).rejects.toMatchObject({ reason: 'conflict' });
    await handle.remove();
    expect(await findJournal(lab.rome, ref)).toBeUndefined();
  });
});

it('a write whose answer is lost, and about which nothing can be learnt at once, is known for ours later', async () => {
  const { rome } = await openApiServers();
  await createJournal(rome, journalWith());
  let away = false;
  const port = portWith(rome, {
    replace: async (kind, key, object, options) => {
      const written = await rome.replace(kind, key, object, options);
      if (away) throw brokenConnection();
      return written;
    },
    find: async (kind, key) => {
      if (away) throw brokenConnection();
      return rome.find(kind, key);
    },
  });
  const handle = await findJournal(port, ref);
  let time = 0;
  const change = (journal: Journal) => ({ ...journal, attempt: 2, startedAt: String((time += 1)) });
  away = true;
  await expect(handle?.update(change)).rejects.toMatchObject({ reason: 'unreachable' });
  away = false;
  await handle?.update(change);
  expect((await findJournal(rome, ref))?.value).toMatchObject({ attempt: 2, startedAt: String(time) });
});

describe('a journal that cannot be understood', () => {
  const write = async ({ rome }: ApiServers, journal: string) => {
    await createJournal(rome, journalWith());
    await rome.mergePatch(kinds.configMap, stored, { data: { journal } });
  };

  it.each([
    ['of a later version', JSON.stringify({ ...journalWith(), version: 2 }), 'version: '],
    ['without a version', JSON.stringify({ ...journalWith(), version: undefined }), 'version: '],
    ['with a field that we do not know', JSON.stringify({ ...journalWith(), kibPerSecond: 5 }), 'kibPerSecond: '],
    [
      'with a wish that we do not know',
      JSON.stringify({ ...journalWith(), request: { ...journalWith().request, kibPerSecond: 5 } }),
      'request.kibPerSecond: ',
    ],
    ['with a phase that we do not know', JSON.stringify({ ...journalWith(), order: ['open-journal', 'count-files'] }), 'order.1: '],
    ['of another shape', JSON.stringify({ ...journalWith(), source: { kind: 'cloud' } }), 'source.kind: '],
    ['that is no JSON', '{', 'journal: '],
    ['that is empty', '', 'journal: '],
  ])('%s is refused, with its place and the reason', async (_, text, reason) => {
    const lab = await openApiServers();
    await write(lab, text);
    const refusal = {
      kind: 'move',
      message: `the journal in ConfigMap liqo-move/${stored.name} cannot be understood, so nothing is done with it`,
      seen: [expect.stringContaining(reason)],
      next: [expect.stringContaining('version of liqoctl'), expect.objectContaining({ words: expect.stringContaining(stored.name) })],
    };
    await expect(findJournal(lab.rome, ref)).rejects.toMatchObject(refusal);
    await expect(listJournals(lab.rome)).rejects.toMatchObject(refusal);
  });
});

it('a journal that cannot be understood says which program can', async () => {
  const { rome } = await openApiServers();
  await createJournal(rome, journalWith());
  await rome.mergePatch(kinds.configMap, stored, { data: { journal: JSON.stringify({ version: 2, writtenBy: '9.1.0' }) } });
  const next = expect.arrayContaining(['use the version of liqoctl that started the move, 9.1.0']);
  await expect(findJournal(rome, ref)).rejects.toMatchObject({ next });
});

it('a journal of 0.1.0 is understood whole, and finished with the phases of that version', async () => {
  const { rome } = await openApiServers();
  const old = await readFile(new URL('journal-0.1.0.json', import.meta.url), 'utf8');
  await createJournal(rome, journalWith());
  await rome.mergePatch(kinds.configMap, stored, { data: { journal: old } });
  const value = (await findJournal(rome, ref))?.value;
  expect(value).toEqual(JSON.parse(old));
  expect(value && phaseOrder(value)).toEqual(phasesOfUnnamedOrder);
});

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const maybe = <K extends string, T>(key: K, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }) as { [Key in K]?: T });
const identity = fc.record({ name: text, uid: text });
const homes: fc.Arbitrary<Home> = fc.oneof(
  fc
    .tuple(fc.record({ kind: fc.constant('local' as const), namespace: text, claim: text }), maybe('renamingTo', text), maybe('node', text))
    .map(([fixed, ...more]) => Object.assign(fixed, ...more) as Home),
  fc
    .tuple(
      fc.record({
        kind: fc.constant('remote' as const),
        node: text,
        provider: text,
        namespace: text,
        claim: text,
      }),
      maybe('claimUid', text),
      maybe('reflection', fc.record({ origin: text, destination: text })),
    )
    .map(([fixed, ...more]) => Object.assign(fixed, ...more) as Home),
);
const swaps = fc
  .tuple(maybe('volume', identity), maybe('deletedAt', text), maybe('claimUid', text), maybe('milliseconds', fc.nat()))
  .map((parts) => Object.assign({}, ...parts) as Journal['swap']);
const state = fc.constantFrom('intended' as const, 'done' as const, 'undoing' as const, 'undone' as const);
const phaseRecords = fc.dictionary(fc.constantFrom(...phaseNames), fc.record({ state, startedAt: text })) as fc.Arbitrary<
  Journal['phases']
>;
const claims = fc
  .tuple(fc.record({ name: fc.constant('data'), namespace: fc.constant('shop'), uid: text }), fc.dictionary(text, fc.jsonValue()))
  .map(([metadata, spec]) => ({ metadata, spec }));
const journals = fc
  .record({ claim: claims, source: homes, target: homes, swap: swaps, swapBack: swaps, phases: phaseRecords, leftBehind: fc.array(text) })
  .map((change) => JSON.parse(JSON.stringify(journalWith(change))) as Journal);

it('every journal is read as it was written', async () => {
  const { rome } = await openApiServers();
  await fc.assert(
    fc.asyncProperty(journals, async (journal) => {
      const handle = await createJournal(rome, journal);
      expect((await findJournal(rome, ref))?.value).toEqual(journal);
      await handle.remove();
    }),
    { numRuns: 100 },
  );
});
