import { describe, expect, it } from 'vitest';
import type { KubePort } from '../../../../src/kube/client/port.ts';
import { kinds } from '../../../../src/kube/objects/kinds.ts';
import { createLeadership } from '../../../../src/provisioner/process/leadership.ts';
import { supervisePort } from '../../../../src/provisioner/watching/supervised-port.ts';
import { claimOf } from '../../../support/claims.ts';
import { failure, openWatch, portOf } from '../../../support/scripted-port.ts';

const key = { namespace: 'shop', name: 'data' };
const claim = claimOf(key);
const live = new AbortController().signal;
const preconditions = { uid: 'u', resourceVersion: '1' };

const answers = portOf({
  read: async () => claim,
  find: async () => undefined,
  list: async () => ({ items: [claim], resourceVersion: '1' }),
  create: async () => claim,
  mergePatch: async () => claim,
  jsonPatch: async () => claim,
  replace: async () => claim,
  remove: async () => undefined,
  allows: async () => true,
  whoAmI: async () => 'us',
  serves: async () => true,
  findKind: async () => kinds.claim,
  async *watch() {
    yield { type: 'DELETED', object: claim };
  },
  async *logs() {
    yield 'line';
  },
});

/** A port whose calls are written down. */
function listened(port: KubePort) {
  const heard: string[] = [];
  const supervised = supervisePort(port, {
    begin: () => undefined,
    end: ({ verb, resource }, result) => heard.push([verb, resource, 'found' in result ? result.found : String(result.error)].join(' ')),
  });
  return { supervised, heard };
}

async function drain(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const each of stream) all.push(each);
  return all;
}

const writes: [string, (port: KubePort) => Promise<unknown>][] = [
  ['create', (port) => port.create(kinds.claim, claim)],
  ['patch', (port) => port.mergePatch(kinds.claim, key, {})],
  ['patch', (port) => port.jsonPatch(kinds.claim, key, [])],
  ['update', (port) => port.replace(kinds.claim, key, claim)],
  ['delete', (port) => port.remove(kinds.claim, key, preconditions)],
];

const reads: [string, (port: KubePort) => Promise<unknown>][] = [
  ['get persistentvolumeclaims true', (port) => port.read(kinds.claim, key)],
  ['get persistentvolumeclaims false', (port) => port.find(kinds.claim, key)],
  ['list persistentvolumeclaims true', (port) => port.list(kinds.claim)],
  ['watch persistentvolumeclaims true', (port) => drain(port.watch(kinds.claim, {}, '1', live))],
  ['get pods/log true', (port) => drain(port.logs(key, { container: 'main' }, live))],
  ['create selfsubjectaccessreviews true', (port) => port.allows({ verb: 'get', group: '', resource: 'pods' })],
  ['create selfsubjectreviews true', (port) => port.whoAmI()],
  ['get apis true', (port) => port.serves(kinds.claim)],
  ['get apis true', (port) => port.findKind('v1', 'PersistentVolumeClaim')],
];

describe('a supervised port', () => {
  it.each([...writes.map(([verb, send]) => [`${verb} persistentvolumeclaims true`, send] as const), ...reads])(
    'answers as the port does, and tells of %s',
    async (told, send) => {
      const { supervised, heard } = listened(answers);
      expect(await send(supervised)).toEqual(await send(answers));
      expect(heard).toEqual([told]);
    },
  );

  it('tells what a call failed with', async () => {
    const { supervised, heard } = listened(portOf({ read: async () => Promise.reject(failure('forbidden')) }));
    await expect(supervised.read(kinds.claim, key)).rejects.toMatchObject({ reason: 'forbidden' });
    expect(heard).toEqual(['get persistentvolumeclaims KubeError: try: forbidden']);
  });

  it('tells of a watch once it is over', async () => {
    const stop = new AbortController();
    const { supervised, heard } = listened(portOf({ watch: (...args: [unknown, unknown, unknown, AbortSignal]) => openWatch(args[3]) }));
    const watching = drain(supervised.watch(kinds.claim, {}, '1', stop.signal));
    expect(heard).toEqual([]);
    stop.abort();
    await expect(watching).rejects.toMatchObject({ reason: 'aborted' });
    expect(heard).toEqual(['watch persistentvolumeclaims KubeError: try: aborted']);
  });
});

describe('without the lease', () => {
  const fenced = () => {
    const leadership = createLeadership();
    const port = supervisePort(answers, { begin: leadership.check, end: () => undefined });
    const lost = new AbortController();
    return { leadership, port, lost };
  };

  it.each(writes)('%s is not sent, neither before it is taken nor after it is lost', async (_verb, send) => {
    const { leadership, port, lost } = fenced();
    await expect(send(port)).rejects.toMatchObject({ reason: 'leaseLost' });
    leadership.begin({ lost: lost.signal });
    expect([leadership.leads, await send(port)]).toEqual([true, await send(answers)]);
    lost.abort();
    await expect(send(port)).rejects.toMatchObject({ reason: 'leaseLost' });
    expect(leadership.leads).toBe(false);
  });

  it.each(reads)('%s is sent', async (_told, send) => {
    expect(await send(fenced().port)).toEqual(await send(answers));
  });
});
