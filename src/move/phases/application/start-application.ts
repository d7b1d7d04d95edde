import { startApplication, stopApplication } from '../../application/stop-application.ts';
import { downtimeMilliseconds, formatDowntime } from '../../model/application/application.ts';
import type { Journal } from '../../model/journal.ts';
import type { PlainPhase } from '../../model/phase.ts';

/** The application starts on the new copy, whether the old one is kept or not. */
export const startApplicationPhase: PlainPhase<'start-application'> = {
  name: 'start-application',
  interruptible: false,
  mounters: 'allowed',
  copies: false,
  note: describeDowntime,
  forward: startApplication,
  /** Going back exchanges the claim once more, which nobody may use meanwhile. */
  undo: stopApplication,
};

function describeDowntime({ application }: Journal): string | undefined {
  const milliseconds = downtimeMilliseconds(application);
  return milliseconds === undefined ? undefined : formatDowntime(milliseconds);
}
