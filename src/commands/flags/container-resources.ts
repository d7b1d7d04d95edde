import { AppError } from '../../base/errors.ts';
import { compareQuantities, parseQuantity } from '../../base/quantity.ts';
import type { MoveRequest } from '../../move/model/request.ts';

/** The Go tool's flags about what every container asks for. */
export interface ResourceFlags {
  readonly containersCpuRequests?: string | undefined;
  readonly containersCpuLimits?: string | undefined;
  readonly containersRamRequests?: string | undefined;
  readonly containersRamLimits?: string | undefined;
}

/** Throws AppError `usage` for a request above its limit, which Kubernetes would refuse when it is too late to ask again. */
export function resourcesOf(flags: ResourceFlags): MoveRequest['resources'] {
  const { containersCpuRequests, containersCpuLimits, containersRamRequests, containersRamLimits } = flags;
  checkPair('cpu', containersCpuRequests, containersCpuLimits);
  checkPair('ram', containersRamRequests, containersRamLimits);
  return {
    ...(containersCpuRequests !== undefined && { cpuRequests: containersCpuRequests }),
    ...(containersCpuLimits !== undefined && { cpuLimits: containersCpuLimits }),
    ...(containersRamRequests !== undefined && { ramRequests: containersRamRequests }),
    ...(containersRamLimits !== undefined && { ramLimits: containersRamLimits }),
  };
}

function checkPair(what: 'cpu' | 'ram', request: string | undefined, limit: string | undefined): void {
  if (request === undefined || limit === undefined || compareQuantities(parseQuantity(request), parseQuantity(limit)) <= 0) return;
  throw new AppError('usage', `--containers-${what}-requests ${request} is more than --containers-${what}-limits ${limit}`, {
    next: ['give a limit that is at least the request'],
  });
}
