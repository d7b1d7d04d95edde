import type { Regarded } from '../../kube/controller/event-recorder.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { ControllerLog } from '../model/controller-log.ts';
import { defectStack, failureText, type Look, pendingReason } from './look.ts';

interface Subject {
  readonly reconciler: string;
  readonly key: string;
  readonly about: Regarded | undefined;
}

/** One line for each look; those at what is as it shall be are for debugging. */
export function logLook(log: ControllerLog, { reconciler, key, about }: Subject, look: Look): void {
  const object = about?.kind === kinds.claim.kind ? { claim: `${about.metadata.namespace}/${about.metadata.name}` } : { key };
  const fields = { reconciler, ...object, reason: pendingReason(look) };
  switch (look.kind) {
    case 'done':
    case 'not-mine':
      return log.debug(fields, look.kind);
    case 'in-background':
      return look.quiet === true ? log.debug(fields, look.because) : log.info(fields, look.because);
    case 'blocked':
    case 'reschedule':
      return log.warn(fields, look.because);
    case 'failed': {
      const stack = defectStack(look.error);
      const failure = { ...fields, error: failureText(look.error), stack };
      return stack === undefined ? log.warn(failure, 'failed') : log.error(failure, 'failed unexpectedly');
    }
  }
}
