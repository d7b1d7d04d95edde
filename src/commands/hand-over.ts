import { AppError } from '../base/errors.ts';

/** The one place for commands that are not ours. */
export function handOver(command: string): never {
  throw new AppError('usage', `unknown command ${JSON.stringify(command)}`, { next: ['liqoctl --help    shows what there is'] });
}
