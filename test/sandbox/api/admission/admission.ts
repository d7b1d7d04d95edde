import type { Call, DeleteOptions } from '../call.ts';
import type { ApiObject } from '../object.ts';

/** A write as validating admission sees it. */
export interface AdmissionRequest {
  readonly call: Call;
  /** The name that the request names: empty for a generated one and for each object of a deletecollection. */
  readonly name: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly object: ApiObject | undefined;
  readonly before: ApiObject | undefined;
  readonly options?: DeleteOptions;
}

/** Validating admission: throws what refuses the write. */
export interface Admission {
  admit(request: AdmissionRequest): void;
}
