import type { ResourceKind } from './kinds.ts';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Who asks for what; the body and the options travel beside it. */
export interface Call {
  readonly user: User;
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
  readonly kind: ResourceKind;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  /** Empty where the call is about a collection. */
  readonly name: string;
  readonly dryRun: boolean;
}

/** A call and when it came, by the server's clock. */
export interface TimedCall extends Call {
  readonly at: Date;
}

export interface DeleteOptions {
  readonly preconditions?: { readonly uid?: string | undefined; readonly resourceVersion?: string | undefined } | undefined;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan' | undefined;
  readonly gracePeriodSeconds?: number | undefined;
}

export interface ListOptions {
  readonly labels?: string | undefined;
  readonly fields?: string | undefined;
  readonly limit?: number | undefined;
  readonly continueToken?: string | undefined;
}
