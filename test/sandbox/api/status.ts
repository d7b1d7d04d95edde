import { qualifiedResource, type ResourceKind } from './kinds.ts';

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Kubernetes' `Status`, the body of every failure. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly details?: { name?: string; group?: string; kind?: string; uid?: string; causes?: readonly Cause[]; retryAfterSeconds?: number };
  readonly code: number;
}

type Details = NonNullable<Status['details']>;

/** An answer that is not a success. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Details | undefined;

  constructor(code: number, reason: string, message: string, details?: Details) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  body(): Status {
    const details = this.details === undefined ? {} : { details: this.details };
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: this.message,
      reason: this.reason,
      ...details,
      code: this.code,
    };
  }
}

function about(kind: ResourceKind, name: string): Details {
  return { ...(name === '' ? {} : { name }), ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

export function notFound(kind: ResourceKind, name: string): ApiError {
  return new ApiError(404, 'NotFound', `${qualifiedResource(kind)} "${name}" not found`, about(kind, name));
}

export function noSuchPath(): ApiError {
  return new ApiError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(kind: ResourceKind, name: string): ApiError {
  return new ApiError(409, 'AlreadyExists', `${qualifiedResource(kind)} "${name}" already exists`, about(kind, name));
}

export function conflict(kind: ResourceKind, name: string, why: string): ApiError {
  return new ApiError(409, 'Conflict', `Operation cannot be fulfilled on ${qualifiedResource(kind)} "${name}": ${why}`, about(kind, name));
}

export function staleVersion(kind: ResourceKind, name: string): ApiError {
  return conflict(kind, name, 'the object has been modified; please apply your changes to the latest version and try again');
}

export function uidMismatch(kind: ResourceKind, name: string, uids: { asked: string; found: string }): ApiError {
  return conflict(kind, name, `Precondition failed: UID in precondition: ${uids.asked}, UID in object meta: ${uids.found}`);
}

export function forbidden(kind: ResourceKind, name: string, why: string, causes?: readonly Cause[]): ApiError {
  const quoted = name === '' ? '' : ` "${name}"`;
  const details = { ...about(kind, name), ...(causes === undefined ? {} : { causes }) };
  return new ApiError(403, 'Forbidden', `${qualifiedResource(kind)}${quoted} is forbidden: ${why}`, details);
}

export function gone(message: string): ApiError {
  return new ApiError(410, 'Expired', message);
}

export function unauthorized(): ApiError {
  return new ApiError(401, 'Unauthorized', 'Unauthorized');
}

export function invalid(kind: ResourceKind, name: string, causes: readonly Cause[]): ApiError {
  const words = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const joined = words.length === 1 ? words[0] : `[${words.join(', ')}]`;
  const qualified = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  const details = { ...about(kind, name), kind: kind.kind, causes };
  return new ApiError(422, 'Invalid', `${qualified} "${name}" is invalid: ${joined}`, details);
}

/** Causes in the wording of Kubernetes' field errors. */
export const fieldErrors = {
  invalid: (field: string, value: unknown, why: string): Cause => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${typeof value === 'object' ? JSON.stringify(value) : JSON.stringify(value ?? '')}: ${why}`,
    field,
  }),
  forbidden: (field: string, why: string): Cause => ({ reason: 'FieldValueForbidden', message: `Forbidden: ${why}`, field }),
  required: (field: string, why: string): Cause => ({
    reason: 'FieldValueRequired',
    message: why === '' ? 'Required value' : `Required value: ${why}`,
    field,
  }),
  unsupported: (field: string, value: unknown, allowed: readonly string[]): Cause => ({
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.map((each) => JSON.stringify(each)).join(', ')}`,
    field,
  }),
};
