import type { AppError, ErrorDetails } from '../base/errors.ts';
import type { Meta } from '../kube/objects/kinds.ts';

interface Named {
  metadata: Meta;
}

/** Who holds the objects of a home, and by what that shows on them. */
export interface Owner {
  /** As errors call it, e.g. "this move". */
  readonly name: string;
  /** Annotations on every object that it holds. */
  readonly marks: Readonly<Record<string, string>>;
  /** A patch of annotations that takes all of them off. */
  readonly noMarks: Readonly<Record<string, null>>;
  /** Labels on a real claim of this cluster from its creation until it is adopted. */
  readonly stagedLabels: Readonly<Record<string, string>>;
  /** Annotations on a real claim in a provider from its creation until it is released: what was held there before has other marks only. */
  readonly stagedAnnotations: Readonly<Record<string, string>>;
  /** Keeps a real claim in a provider, where the policy of its volume is out of reach. */
  readonly finalizer: string;
  owns(object: Named): boolean;
  /** Throws where a later holder has marked the object: what was read before that must not be acted on. */
  refuseStale(object: Named): void;
  /** What it throws where objects are not as it has left them: a person has to look. */
  error(message: string, details: ErrorDetails): AppError;
}
