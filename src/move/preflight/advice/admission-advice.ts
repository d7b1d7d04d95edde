import { type Hint, kubectl } from '../../../base/hint.ts';
import type { DryRun } from '../questions/dry-runs.ts';

type Advice = readonly [words: RegExp, advise: (about: Pick<DryRun, 'namespace' | 'words'>) => readonly Hint[]];

/** Flags that give movers what a quota demands of every pod. */
const flags: Readonly<Record<string, string>> = {
  'requests.cpu': '--containers-cpu-requests 100m',
  'limits.cpu': '--containers-cpu-limits 1',
  'requests.memory': '--containers-ram-requests 256Mi',
  'limits.memory': '--containers-ram-limits 1Gi',
};

/** By the words that Kubernetes' own admission uses. */
const known: readonly Advice[] = [
  [
    /must specify/,
    ({ words }) => [
      Object.keys(flags)
        .flatMap((name) => (words.includes(name) ? [flags[name]] : []))
        .join(' '),
    ],
  ],
  [/exceeded quota/, ({ namespace }) => [kubectl(`describe resourcequota -n ${namespace}`, 'shows what uses it; raise it, or free some')]],
  [
    /violates PodSecurity.*SYS_ADMIN/,
    podSecurityAdvice('privileged', 'leave out --mover-privileged    trusted.* attributes are then not copied'),
  ],
  [
    /violates PodSecurity/,
    podSecurityAdvice('baseline', '--mover-uid UID    moves as the user that owns the files; --dry-run says what is then not copied'),
  ],
  [
    /usage per (Container|Pod|PersistentVolumeClaim)/,
    ({ namespace }) => [kubectl(`get limitrange -n ${namespace} -o yaml`, '--containers-cpu-... and --containers-ram-... size the movers')],
  ],
  [/ValidatingAdmissionPolicy/, () => [kubectl('get validatingadmissionpolicies', 'the one that is named must let it pass')]],
  [
    /admission webhook/,
    () => [kubectl('get validatingwebhookconfigurations,mutatingwebhookconfigurations', 'the one that is named must let it pass')],
  ],
];

/** Another flag, or the namespace's own leave. */
function podSecurityAdvice(level: string, flag: string): Advice[1] {
  return ({ namespace }) => [
    flag,
    kubectl(`label namespace ${namespace} --overwrite pod-security.kubernetes.io/enforce=${level}`, 'allows it; put it back afterwards'),
  ];
}

/** What to do about a server's refusal, as far as its words tell. */
export function admissionAdvice(about: Pick<DryRun, 'namespace' | 'words'>): readonly Hint[] {
  const [, advise] = known.find(([words]) => words.test(about.words)) ?? [];
  const lines = advise?.(about).filter((line) => line !== '') ?? [];
  return lines.length > 0 ? lines : ['ask an administrator of that cluster who refuses this, and why'];
}
