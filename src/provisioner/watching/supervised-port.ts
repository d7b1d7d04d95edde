import type { KubePort } from '../../kube/client/port.ts';
import type { Kind } from '../../kube/objects/kinds.ts';

/** One call of an API, in the words of Kubernetes' authorization. */
export interface ApiCall {
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'patch' | 'update' | 'delete';
  readonly resource: string;
  /** Whether it changes an object. */
  readonly writes: boolean;
}

/** Who looks at calls. */
export interface Supervisor {
  /** Called before; what it throws is what the call fails with, and nothing is sent. */
  begin(call: ApiCall): void;
  /** Called after, with what came of it. */
  end(call: ApiCall, result: { readonly found: boolean } | { readonly error: unknown }): void;
}

/** The same port, with every call seen. A watch ends when its connection does. */
export function supervisePort(port: KubePort, supervisor: Supervisor): KubePort {
  const once = <R>(call: ApiCall, send: () => Promise<R>) => sendOnce(supervisor, call, send);
  const read = (verb: 'get' | 'list' | 'watch', { plural }: Kind<unknown>): ApiCall => ({ verb, resource: plural, writes: false });
  const write = (verb: ApiCall['verb'], { plural }: Kind<unknown>): ApiCall => ({ verb, resource: plural, writes: true });
  const ask = (verb: 'get' | 'create', resource: string): ApiCall => ({ verb, resource, writes: false });
  return {
    cluster: port.cluster,
    read: (kind, key) => once(read('get', kind), () => port.read(kind, key)),
    find: (kind, key) => once(read('get', kind), () => port.find(kind, key)),
    list: (kind, ...rest) => once(read('list', kind), () => port.list(kind, ...rest)),
    watch: (kind, ...rest) => sendStream(supervisor, read('watch', kind), () => port.watch(kind, ...rest)),
    create: (kind, ...rest) => once(write('create', kind), () => port.create(kind, ...rest)),
    mergePatch: (kind, ...rest) => once(write('patch', kind), () => port.mergePatch(kind, ...rest)),
    jsonPatch: (kind, ...rest) => once(write('patch', kind), () => port.jsonPatch(kind, ...rest)),
    replace: (kind, ...rest) => once(write('update', kind), () => port.replace(kind, ...rest)),
    remove: (kind, ...rest) => once(write('delete', kind), () => port.remove(kind, ...rest)),
    logs: (...args) => sendStream(supervisor, ask('get', 'pods/log'), () => port.logs(...args)),
    allows: (question) => once(ask('create', 'selfsubjectaccessreviews'), () => port.allows(question)),
    whoAmI: () => once(ask('create', 'selfsubjectreviews'), () => port.whoAmI()),
    serves: (kind) => once(ask('get', 'apis'), () => port.serves(kind)),
    findKind: (...args) => once(ask('get', 'apis'), () => port.findKind(...args)),
  };
}

async function sendOnce<R>(supervisor: Supervisor, call: ApiCall, send: () => Promise<R>): Promise<R> {
  supervisor.begin(call);
  try {
    const result = await send();
    supervisor.end(call, { found: result !== undefined || call.verb === 'delete' });
    return result;
  } catch (error) {
    supervisor.end(call, { error });
    throw error;
  }
}

async function* sendStream<R>(supervisor: Supervisor, call: ApiCall, open: () => AsyncIterable<R>): AsyncIterable<R> {
  supervisor.begin(call);
  let result: Parameters<Supervisor['end']>[1] = { found: true };
  try {
    yield* open();
  } catch (error) {
    result = { error };
    throw error;
  } finally {
    supervisor.end(call, result);
  }
}
