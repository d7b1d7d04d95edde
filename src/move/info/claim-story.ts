import { orLate } from '../../base/time/deadline.ts';
import { KubeError } from '../../kube/client/errors.ts';
import { createRecorder, type EventRecorder, type Report } from '../../kube/controller/event-recorder.ts';
import { kinds } from '../../kube/objects/kinds.ts';
import type { MoveContext, MoveRef } from '../model/context.ts';
import type { MoveEvent } from '../model/events.ts';
import type { MoveOutcome } from '../model/outcome.ts';
import { reportOfEvent, reportOfOutcome } from './claim-reports.ts';

/** What is told of a move on the claim itself, for `kubectl describe pvc`. */
export interface ClaimStory {
  /** The context for the engine: what it emits is heard. */
  readonly context: MoveContext;
  /** Tells the end, and waits until all is written, 2 s at most: nothing depends on events. */
  end(outcome: MoveOutcome): Promise<void>;
}

const patienceMilliseconds = 2000;

/** Begins to write events on a claim: MoveStarted, CutOver, and how the move ended. Without the right to create events nothing is written. */
export function tellOnClaim(context: MoveContext, ref: MoveRef): ClaimStory {
  const { consumer, clock, emit } = context;
  const record = createRecorder({ port: consumer, clock, component: 'liqoctl' });
  let written = Promise.resolve();
  let way = '';
  const tell = (report: Report | undefined) => {
    if (report !== undefined) written = written.then(() => tellNow({ consumer, record }, ref, report));
  };
  const heard = (event: MoveEvent) => {
    emit(event);
    if (event.type === 'move-started') way = `from ${event.from} to ${event.to}`;
    tell(reportOfEvent(event, way));
  };
  return {
    context: { ...context, emit: heard },
    end: async (outcome) => {
      if (way !== '') tell(reportOfOutcome(outcome, way));
      await orLate({ clock, milliseconds: patienceMilliseconds }, written, () => undefined);
    },
  };
}

/** The claim is looked up each time: after the cutover it is another object of the same name. */
async function tellNow(
  { consumer, record }: Pick<MoveContext, 'consumer'> & { record: EventRecorder },
  { namespace, claim }: MoveRef,
  report: Report,
): Promise<void> {
  try {
    const about = await consumer.find(kinds.claim, { namespace, name: claim });
    if (about !== undefined) await record({ ...about, apiVersion: kinds.claim.apiVersion, kind: kinds.claim.kind }, report);
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
  }
}
