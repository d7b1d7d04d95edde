import type { Change } from '../../kube/controller/informer.ts';
import { type Event, kinds } from '../../kube/objects/kinds.ts';

/** Field selector of events that are about claims. */
export const aboutClaims = `involvedObject.kind=${kinds.claim.kind}`;

/** The newest that was said about a claim. */
export interface ClaimEvent {
  readonly name: string;
  readonly at: string;
  readonly warning: boolean;
  readonly reason: string;
  readonly message: string;
}

/** The newest event about each claim, by the claim's uid: looked for anew at each look, some thousand events would be read for each of as many claims. */
export class ClaimEvents {
  readonly #newest = new Map<string, ClaimEvent>();

  take(event: Event, change: Change): void {
    const { kind, uid } = event.involvedObject;
    if (kind !== kinds.claim.kind || uid === undefined) return;
    const standing = this.#newest.get(uid);
    const told = summarize(event);
    if (change !== 'DELETED' && (standing === undefined || standing.at <= told.at)) this.#newest.set(uid, told);
    if (change === 'DELETED' && standing?.name === told.name) this.#newest.delete(uid);
  }

  newest(claimUid: string | undefined): ClaimEvent | undefined {
    return claimUid === undefined ? undefined : this.#newest.get(claimUid);
  }
}

function summarize({ metadata, type, reason = '', message = '', ...event }: Event): ClaimEvent {
  const at = event.lastTimestamp ?? event.eventTime ?? metadata.creationTimestamp ?? '';
  return { name: metadata.name, at, warning: type === 'Warning', reason, message };
}
