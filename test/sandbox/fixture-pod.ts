import { systemClock } from '../../src/base/time/system-clock.ts';
import { kinds, type Pod } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { waitForObject } from '../../src/kube/client/wait.ts';
import { liqoNames } from '../../src/liqo/names.ts';

export interface FixtureRun {
  readonly name: string;
  readonly namespace: string;
  readonly node: string;
  /** Mounted at /data. */
  readonly claim: string;
  /** The claim is a block device: it is /dev/data instead. */
  readonly device?: true;
  readonly script: string;
  /** `busybox:1.37` when absent. */
  readonly image?: string;
  /** What runs the script; a shell when absent. */
  readonly interpreter?: readonly string[];
  readonly labels?: Record<string, string>;
  readonly seconds: number;
}

/** Runs a script on a volume in a pod of its own, on that node, virtual or not. Returns what it printed; throws when it fails. */
export async function runFixturePod(port: KubePort, run: FixtureRun): Promise<string[]> {
  const key = { name: run.name, namespace: run.namespace };
  const signal = AbortSignal.timeout(run.seconds * 1000);
  await port.create(kinds.pod, renderPod(run));
  const phase = await waitForObject(
    { port, kind: kinds.pod, key },
    (pod) => (['Succeeded', 'Failed'].includes(pod?.status?.phase ?? '') ? pod?.status?.phase : undefined),
    { clock: systemClock, signal },
  );
  const lines: string[] = [];
  for await (const line of port.logs(key, { container: 'fixture' }, signal)) lines.push(line);
  if (phase === 'Failed') throw new Error([`pod ${run.name} failed:`, ...lines].join('\n'));
  await removePod(port, key, signal);
  return lines;
}

async function removePod(port: KubePort, key: { name: string; namespace: string }, signal: AbortSignal): Promise<void> {
  const { metadata } = await port.read(kinds.pod, key);
  const { uid = '', resourceVersion = '' } = metadata;
  await port.remove(kinds.pod, key, { uid, resourceVersion });
  const gone = (pod: Pod | undefined): true | undefined => (pod?.metadata.uid === uid ? undefined : true);
  await waitForObject({ port, kind: kinds.pod, key }, gone, { clock: systemClock, signal });
}

function renderPod({ image = 'busybox:1.37', interpreter = ['sh', '-euc'], labels = {}, ...run }: FixtureRun): Pod {
  const { name, namespace, node, claim, script, device } = run;
  const use = device
    ? { volumeDevices: [{ name: 'data', devicePath: '/dev/data' }] }
    : { volumeMounts: [{ name: 'data', mountPath: '/data' }] };
  const command = [...interpreter, script];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: {
      restartPolicy: 'Never',
      // Through the scheduler, which is what makes a claim bind.
      nodeSelector: { 'kubernetes.io/hostname': node },
      tolerations: [{ key: liqoNames.notAllowedTaint, operator: 'Exists' }],
      automountServiceAccountToken: false,
      containers: [{ name: 'fixture', image, command, ...use }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}
