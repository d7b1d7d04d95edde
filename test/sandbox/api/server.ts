import type { Clock } from '../../../src/base/time/clock.ts';
import { systemClock } from '../../../src/base/time/system-clock.ts';
import type { KubePort } from '../../../src/kube/client/port.ts';
import { Api } from './api.ts';
import { Audit, type AuditEntry } from './audit.ts';
import { Tokens } from './authentication.ts';
import { Authorizer, withImpliedGroups } from './authorization.ts';
import type { User } from './call.ts';
import { Gate } from './gate.ts';
import { HttpEndpoint } from './http.ts';
import { LocalPort } from './local-port.ts';
import { kindNamed, resourceKinds } from './kinds.ts';
import { LimitAdmission } from './admission/limits.ts';
import type { Admission } from './admission/admission.ts';
import type { ApiObject } from './object.ts';
import { PodSecurityAdmission } from './admission/pod-security.ts';
import { PolicyAdmission } from './admission/policies.ts';
import { QuotaAdmission } from './admission/quotas.ts';
import { Logs } from './logs.ts';
import { seed } from './seed.ts';
import { Store } from './store.ts';

export interface ApiServerOptions {
  readonly name: string;
  /** A free one when absent. */
  readonly port?: number;
  /** Whose times it writes; this machine's when absent. */
  readonly clock?: Clock;
  readonly features?: { readonly admissionPolicies?: boolean };
  /** How long a new admission policy does not act yet; about a second on a real server. Default 50. */
  readonly policyDelayMs?: number;
  /** Asked about every write before all other admission, as a mutating webhook: it may change the object. `find` reads what is stored. */
  readonly webhook?: (find: FindStored) => Admission;
}

export type FindStored = (plural: string, name: string, namespace?: string) => ApiObject | undefined;

/** One cluster's API server. */
export interface ApiServer {
  readonly name: string;
  readonly url: string;
  /** The API without sockets, for controllers: the same authorization, admission and validation. */
  as(user: User): KubePort;
  /** YAML; the context is called like the cluster; the bearer token is made on first use. */
  kubeconfig(user: User): string;
  /** Tells about every request to a stored kind, until the returned function is called. */
  onRequest(listener: (entry: AuditEntry) => void): () => void;
  /** Forgets the history of changes and ends the watches: the next one from an older version gets 410. */
  expireWatches(): void;
  /** Changes the delay of {@link ApiServerOptions.policyDelayMs} for policies made from now on. */
  setPolicyDelay(milliseconds: number): void;
  /** Stops answering and cuts every connection; the objects stay. */
  stop(): Promise<void>;
  /** Answers again, at the same address. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts an API server on a loopback port, with the namespaces and roles that every cluster has. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const { clock = systemClock, features: { admissionPolicies: withPolicies = true } = {} } = options;
  const store = new Store();
  const authorizer = new Authorizer(store);
  const audit = new Audit();
  const policies = new PolicyAdmission(store, { enabled: withPolicies, delay: options.policyDelayMs ?? 50 });
  const webhook = options.webhook?.((plural, name, namespace) => store.get(kindNamed(plural), name, namespace));
  const admission = [...(webhook ? [webhook] : []), ...pluginsOf(store), policies, new QuotaAdmission(store)];
  const gate = new Gate({ api: new Api(store, admission, clock), store, authorizer, audit });
  const kinds = resourceKinds.filter(({ group }) => withPolicies || group !== 'admissionregistration.k8s.io');
  const tokens = new Tokens(options.name);
  const logs = new Logs(gate, store);
  const endpoint = new HttpEndpoint({ gate, store, kinds, tokens, authorizer, logs, clock });
  seed(store, clock.now());
  await endpoint.start(options.port ?? 0);
  const local = {
    name: options.name,
    gate,
    authorizer,
    logs,
    kinds,
    running: () => endpoint.running,
    watches: () => endpoint.watches,
  };
  return {
    name: options.name,
    url: endpoint.url,
    as: (user) => new LocalPort(local, withImpliedGroups(user)),
    kubeconfig: (user) => tokens.kubeconfig(user, endpoint.url),
    onRequest: (listener) => audit.listen(listener),
    expireWatches: () => {
      store.hub.forget(store.version);
      endpoint.endWatches();
    },
    setPolicyDelay: (milliseconds) => policies.setDelay(milliseconds),
    stop: () => endpoint.stop(),
    start: () => endpoint.start(),
    close: () => endpoint.stop(),
  };
}

function pluginsOf(store: Store): Admission[] {
  return [new LimitAdmission(store), new PodSecurityAdmission(store)];
}
