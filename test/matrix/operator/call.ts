import { KubeError } from '../../../src/kube/client/errors.ts';

/** One call of an operator, as it was seen before it was sent. */
export interface OperatorCall {
  /** Counts the operator's writes, or its reads, from 1. */
  readonly number: number;
  readonly cluster: string;
  readonly verb: string;
  /** Plural of the kind, namespace and name. */
  readonly what: string;
  /** What the journal said last: `<` before a phase that is undone, `*` behind one that is over. */
  readonly phase: string;
}

/** What becomes of a write. */
export type WriteFate =
  | 'passed'
  /** The operator dies before the write is sent, or before it hears the answer. */
  | 'killed-before'
  | 'killed-after'
  /** The operator dies, and the write is on its way until somebody lets it arrive. */
  | 'late'
  /** Write and operator stand still until they are woken. */
  | 'paused'
  /** It never arrives, and the operator hears that the cluster is away. */
  | 'lost'
  /** It is carried out, and the operator hears that the cluster is away. */
  | 'unanswered'
  | '409'
  | '429'
  | '500'
  /** It is carried out, and a proxy in between says that it has waited in vain. */
  | '504';

/** What becomes of a read: `stale` answers what the operator has heard before, a watch hears nothing. */
export type ReadFate = 'passed' | 'lost' | 'stale';

const answers = {
  '409': { status: 409, reason: 'conflict', message: 'the object has been modified' },
  '429': { status: 429, reason: 'tooManyRequests', message: 'too many requests' },
  '500': { status: 500, reason: 'serverError', message: 'etcdserver: leader changed' },
  '504': { status: 504, reason: 'serverError', message: 'the upstream server is timing out' },
} as const;

/** What the operator hears instead of an answer. */
export function errorOfFate(
  fate: 'lost' | 'unanswered' | keyof typeof answers,
  { verb, what, cluster }: Omit<OperatorCall, 'number' | 'phase'>,
) {
  const attempt = `${verb} ${what} in ${cluster}`;
  const away = { reason: 'unreachable', message: 'read ECONNRESET' } as const;
  return new KubeError({ ...(fate === 'lost' || fate === 'unanswered' ? away : answers[fate]), attempt });
}

/** The call in one line that is the same in every run: what is drawn by chance is left out. */
export function formatCall({ number, phase, verb, cluster, what }: OperatorCall): string {
  const steady = what
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/\bmove-[a-z2-7]{10}\b/g, 'move-<id>')
    .replaceAll(/\bapp-\d+-\d+\b/g, '<app>');
  return `${number} [${phase}] ${verb} ${steady} in ${cluster}`;
}
