import { startApplication, stopApplication } from '../../application/stop-application.ts';
import { nameOwner } from '../../model/application/scaled-owner.ts';
import type { Journal } from '../../model/journal.ts';
import type { PlainPhase } from '../../model/phase.ts';

/** The application lets go of its claim; taken back last of all, when the claim is usable again. */
export const stopApplicationPhase: PlainPhase<'stop-application'> = {
  name: 'stop-application',
  interruptible: true,
  mounters: 'allowed',
  copies: false,
  note: describeCounts,
  forward: stopApplication,
  undo: startApplication,
};

function describeCounts({ application }: Journal): string | undefined {
  return application?.owners.map((owner) => `${nameOwner(owner)} from ${owner.replicas} to ${owner.scaledTo}`).join(', ');
}
