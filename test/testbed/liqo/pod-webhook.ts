import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { failedWith } from '../../../src/kube/client/errors.ts';
import { type Kind, kinds, type Meta, type Pod } from '../../../src/kube/objects/kinds.ts';
import { liqoKinds } from '../../../src/liqo/kinds.ts';
import { offloadingName } from '../../../src/liqo/namespace-offloading.ts';
import { schedulingEnabled } from '../../liqo/offloading/controller.ts';
import type { Consumer } from '../../liqo/peering.ts';
import { mutatePod } from '../../liqo/pods/pod-mutation.ts';

const webhookPort = 9443;

interface WebhookOptions {
  readonly consumer: Consumer;
  readonly address: string;
  readonly tls: { readonly key: string; readonly cert: string };
  readonly signal: AbortSignal;
}

interface AdmissionReview {
  readonly request: { readonly uid: string; readonly namespace: string; readonly object: Pod };
}

interface Configuration {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  webhooks: object[];
}

const configurationKind: Kind<Configuration> = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  plural: 'mutatingwebhookconfigurations',
  namespaced: false,
};

/** Serves what plays Liqo's webhook for new pods, and makes the API server ask it. Safe to repeat by a later process. */
export async function startPodWebhook({ consumer, address, tls, signal }: WebhookOptions): Promise<void> {
  const server = createServer({ ...tls }, (request, response) => void answer(consumer, request, response));
  server.listen({ host: address, port: webhookPort, signal });
  await once(server, 'listening');
  const configuration = renderConfiguration(`https://${address}:${webhookPort}/pods`, tls.cert);
  await consumer.port.create(configurationKind, configuration).catch((error: unknown) => {
    if (!failedWith(error, 'alreadyExists')) throw error;
  });
}

async function answer({ port }: Consumer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { request: asked } = JSON.parse(await text(request)) as AdmissionReview;
    const { namespace } = asked;
    const within = await port.read(kinds.namespace, { name: namespace });
    const offloading = await port.find(liqoKinds.namespaceOffloading, { name: offloadingName, namespace });
    const { spec } = mutatePod(within, asked.object, offloading);
    const patch = Buffer.from(JSON.stringify([{ op: 'replace', path: '/spec', value: spec }])).toString('base64');
    const review = {
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: asked.uid, allowed: true, patchType: 'JSONPatch', patch },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(review));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
}

function renderConfiguration(url: string, certificate: string): Configuration {
  return {
    apiVersion: configurationKind.apiVersion,
    kind: configurationKind.kind,
    metadata: { name: 'liqo-pods' },
    webhooks: [
      {
        name: 'pods.offloading.liqo.io',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        clientConfig: { url, caBundle: Buffer.from(certificate).toString('base64') },
        namespaceSelector: { matchLabels: { [schedulingEnabled]: 'true' } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
      },
    ],
  };
}
