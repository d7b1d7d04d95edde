import { AppError } from '../../base/errors.ts';
import { KubeError } from '../../kube/client/errors.ts';

/** What could not be found out: why in a word or two, and in full. */
export interface Unknown {
  readonly unknown: string;
  readonly message: string;
}

export function isUnknown<T>(value: T | Unknown): value is Unknown {
  return typeof value === 'object' && value !== null && 'unknown' in value;
}

/** What was read, or why it could not be; a defect of ours is thrown all the same. */
export async function orUnknown<T>(read: Promise<T>): Promise<T | Unknown> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof KubeError) return { unknown: shortReasons[error.reason] ?? 'failed', message: error.message };
    if (error instanceof AppError) return { unknown: 'cannot be read', message: error.message };
    throw error;
  }
}

const shortReasons: Partial<Record<KubeError['reason'], string>> = {
  forbidden: 'not allowed',
  unauthorized: 'not logged in',
  unreachable: 'no answer',
  notFound: 'not found',
};
