import { systemClock } from '../../../src/base/time/system-clock.ts';
import { createOnce } from '../../../src/kube/client/exact-writes.ts';
import { startInformer } from '../../../src/kube/controller/informer.ts';
import { kinds } from '../../../src/kube/objects/kinds.ts';
import { bindingNames, storageNames } from '../../../src/volumes/names.ts';
import { freshName } from '../../place/app.ts';
import type { Place } from '../../place/place.ts';
import { selectedClaim } from '../../place/selected-claim.ts';
import { until, untilPasses } from '../../support/until.ts';

/** Requests that are under way at the same time. */
const senders = 20;

interface Many {
  readonly count: number;
  readonly localClass?: string;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/** Creates so many claims at once in a namespace of their own, spread over the nodes. Answers after how many seconds all were Bound. */
export async function bindMany(
  { consumer, localNodes }: Pick<Place, 'consumer'> & { readonly localNodes: readonly string[] },
  { count, localClass, signal }: Many,
): Promise<number> {
  const namespace = freshName('bench');
  await consumer.create(kinds.namespace, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const stop = new AbortController();
  const watching = AbortSignal.any([signal, stop.signal]);
  const claims = await startInformer({ port: consumer, kind: kinds.claim, scope: { namespace }, clock: systemClock, signal: watching });
  const annotations = {
    // Kubernetes asks the provisioner by it; where its controllers are missing, nobody would.
    [bindingNames.storageProvisioner]: storageNames.provisioner,
    ...(localClass !== undefined && { [storageNames.localClass]: localClass }),
  };
  const start = performance.now();
  const left = Array.from({ length: count }, (_, index) => index);
  const send = async (): Promise<void> => {
    for (let index = left.shift(); index !== undefined; index = left.shift()) {
      const node = localNodes[index % localNodes.length] ?? '';
      const claim = selectedClaim({ namespace, name: `data-${index}` }, node, { annotations });
      // A busy server may close a connection in the middle.
      await untilPasses(() => createOnce(consumer, kinds.claim, claim), { signal, seconds: 600 });
    }
  };
  await Promise.all(Array.from({ length: senders }, send));
  const boundNow = () => claims.items().filter(({ status }) => status?.phase === 'Bound').length;
  await until(() => boundNow() === count, {
    everyMilliseconds: 100,
    seconds: 1800,
    otherwise: () => `${boundNow()} of ${count} are Bound`,
  });
  stop.abort();
  return (performance.now() - start) / 1000;
}
