import { type Change, startInformer } from '../../kube/controller/informer.ts';
import { failedWith, KubeError } from '../../kube/client/errors.ts';
import type { KubePort } from '../../kube/client/port.ts';
import { type Claim, type Event, kinds } from '../../kube/objects/kinds.ts';
import { describeOffloading, isAcceptedBy, offloadingName, remoteNamespaceOf } from '../../liqo/namespace-offloading.ts';
import { findTenantKubeconfig } from '../../liqo/tenant-access.ts';
import type { Answer } from '../model/answer.ts';
import { aboutClaims, ClaimEvents } from '../model/claim-events.ts';
import type { ProvisionerContext } from '../model/context.ts';
import type { RemoteNamespace } from '../model/remote-namespace.ts';
import type { View } from '../model/view.ts';
import { keepClaim, keepEvent } from './kept-fields.ts';
import { ProviderGate } from './provider-gate.ts';

/** What is heard from providers. */
export interface ProviderListener {
  /** A real claim has changed, or something is said about it. */
  real(claim: Claim): void;
  /** A provider that was away answers again. */
  back(): void;
}

interface Opened {
  readonly found: Promise<RemoteNamespace>;
  readonly close: AbortController;
}

/** The namespaces in providers that claims live in, each watched from its first claim on until it is offloaded no more. */
export class Providers {
  readonly #context: ProvisionerContext;
  readonly #view: View;
  readonly #listener: ProviderListener;
  readonly #opened = new Map<string, Opened>();
  readonly #gates = new Map<string, ProviderGate>();

  constructor(context: ProvisionerContext, view: View, listener: ProviderListener) {
    this.#context = context;
    this.#view = view;
    this.#listener = listener;
  }

  /** The namespace in `provider` that `namespace` is offloaded to; answers why it cannot be worked in. */
  async open(provider: string, namespace: string): Promise<RemoteNamespace | Answer> {
    const offloading = this.#view.offloadings.get(offloadingName, namespace);
    const remote = offloading && remoteNamespaceOf(offloading);
    const key = `${provider}/${remote}`;
    if (offloading === undefined || remote === undefined || !isAcceptedBy(offloading, provider)) {
      this.#forget(key);
      const told = offloading === undefined ? 'it has no NamespaceOffloading' : describeOffloading(offloading).join('; ');
      const because = `namespace ${namespace} is not offloaded to provider ${provider}: ${told}`;
      return { kind: 'blocked', reason: 'NamespaceNotOffloaded', because };
    }
    const opened = this.#opened.get(key) ?? this.#begin(key, provider, remote);
    try {
      return await opened.found;
    } catch (error) {
      this.#forget(key);
      if (!(error instanceof KubeError)) throw error;
      return { kind: 'blocked', reason: 'ProviderUnreachable', because: `provider ${provider} cannot be worked with: ${error.message}` };
    }
  }

  #begin(key: string, provider: string, remote: string): Opened {
    const close = new AbortController();
    const signal = AbortSignal.any([this.#context.signal, close.signal]);
    const opened = { found: this.#watch({ key, provider, remote, signal }), close };
    this.#opened.set(key, opened);
    return opened;
  }

  #forget(key: string): void {
    this.#opened.get(key)?.close.abort();
    this.#opened.delete(key);
  }

  async #watch({
    key,
    provider,
    remote,
    signal,
  }: {
    key: string;
    provider: string;
    remote: string;
    signal: AbortSignal;
  }): Promise<RemoteNamespace> {
    const { clock, log } = this.#context;
    const port = await this.#connect(provider);
    const onTrouble = (error: unknown) => {
      log.warn({ provider, namespace: remote, error: String(error) }, 'a watch in a provider failed');
      // The credentials that Liqo keeps are renewed in place: what was opened with the old ones must go.
      if (failedWith(error, 'unauthorized', 'forbidden')) this.#forget(key);
    };
    const scope = { namespace: remote };
    const common = { port, clock, signal, onTrouble };
    const changed = (real: Claim) => this.#listener.real(real);
    const claims = await startInformer({ ...common, kind: kinds.claim, scope, keep: keepClaim, changed });
    const told = new ClaimEvents();
    const heard = (event: Event, change: Change) => {
      told.take(event, change);
      const real = claims.get(event.involvedObject.name ?? '', remote);
      if (real !== undefined) changed(real);
    };
    await startInformer({ ...common, kind: kinds.event, scope: { ...scope, fields: aboutClaims }, keep: keepEvent, changed: heard });
    return { port, namespace: remote, claims, told };
  }

  async #connect(provider: string): Promise<KubePort> {
    for (const virtualNode of this.#view.virtualNodes.items()) {
      if (virtualNode.spec.clusterID !== provider) continue;
      const kubeconfig = await findTenantKubeconfig(this.#context.consumer, virtualNode);
      if (kubeconfig !== undefined) return this.#gate(provider).guard(await this.#context.connect(kubeconfig, provider));
    }
    throw new KubeError({
      reason: 'notFound',
      message: 'no VirtualNode of it names a Secret with a kubeconfig',
      attempt: `connect to ${provider}`,
    });
  }
  /** One for all namespaces there: a provider is away for all of them. */
  #gate(provider: string): ProviderGate {
    const { clock, signal } = this.#context;
    const gate = this.#gates.get(provider) ?? new ProviderGate({ clock, signal, recovered: () => this.#listener.back() });
    this.#gates.set(provider, gate);
    return gate;
  }
}
