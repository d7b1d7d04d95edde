/** Kubernetes quantities for one container; absent ones are left out of the manifest. */
export interface ContainerResources {
  readonly cpuRequests?: string;
  readonly cpuLimits?: string;
  readonly ramRequests?: string;
  readonly ramLimits?: string;
}

interface ResourceLists {
  requests?: Record<string, string>;
  limits?: Record<string, string>;
}

/** The `resources` of a container. */
export function renderResources(resources: ContainerResources): ResourceLists {
  const requests = renderList(resources.cpuRequests, resources.ramRequests);
  const limits = renderList(resources.cpuLimits, resources.ramLimits);
  return { ...(requests && { requests }), ...(limits && { limits }) };
}

function renderList(cpu: string | undefined, memory: string | undefined): Record<string, string> | undefined {
  if (cpu === undefined && memory === undefined) return undefined;
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}
