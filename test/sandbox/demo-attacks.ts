import { parse } from 'yaml';
import type { KubePort } from '../../src/kube/client/port.ts';
import { kinds } from '../../src/kube/objects/kinds.ts';

interface Victim {
  readonly namespace: string;
  readonly claim: string;
  /** Of whoever attacks: an administrator. */
  readonly kubeconfig: string;
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string } }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** Tries on a claim that is being moved what people type by mistake. Returns how many attempts were denied; throws when one was not. */
export async function attack(port: KubePort, victim: Victim, say: (line: string) => void): Promise<number> {
  const { namespace, claim } = victim;
  const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
    [`kubectl run writer -n ${namespace}    (with a volume of claim ${claim})`, () => port.create(kinds.pod, writerOf(victim))],
    [`kubectl delete pvc ${claim} -n ${namespace}`, () => deletePlainly(victim)],
  ];
  for (const [typed, attempt] of attempts) {
    say(`$ ${typed}`);
    say(`  denied: ${await denialOf(attempt)}`);
  }
  return attempts.length;
}

/** The server's own words. */
async function denialOf(attempt: () => Promise<unknown>): Promise<string> {
  const denial = await attempt().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(denial instanceof Error)) throw new Error('an attempt on the claim was not denied');
  return denial.message.replace(/^.*denied request: /s, '');
}

/** As kubectl does it, which asks for no certain incarnation. */
async function deletePlainly({ namespace, claim, kubeconfig }: Victim): Promise<void> {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const url = `${clusters[0].cluster.server}/api/v1/namespaces/${namespace}/persistentvolumeclaims/${claim}`;
  const response = await fetch(url, { method: 'DELETE', headers: { Authorization: `Bearer ${users[0].user.token}` } });
  if (!response.ok) throw new Error(((await response.json()) as { message: string }).message);
}

function writerOf({ namespace, claim }: Victim) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'writer', namespace },
    spec: {
      containers: [{ name: 'writer', image: 'busybox:1.37', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
  };
}
