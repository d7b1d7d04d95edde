import { type Fields, isFields, sameJson } from './object.ts';

/**
 * The key by which the items of a list are told apart, by the list's field. Lists not named here are replaced whole.
 * Source: the patchMergeKey tags of the Kubernetes API types.
 */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  env: 'name',
  volumes: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  conditions: 'type',
  ports: 'containerPort',
  imagePullSecrets: 'name',
  hostAliases: 'ip',
  ownerReferences: 'uid',
  topologySpreadConstraints: 'topologyKey',
  secrets: 'name',
  addresses: 'type',
  taints: 'key',
};

/** Lists of plain values that are merged as sets. */
const sets = new Set(['finalizers']);

/** Strategic merge patch with `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList`. */
export function applyStrategicPatch(target: unknown, patch: Fields): Fields {
  if (patch['$patch'] === 'replace') return without(patch, '$patch');
  const result: Fields = isFields(target) ? { ...target } : {};
  const retained = patch['$retainKeys'];
  if (Array.isArray(retained)) for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) applyDirective(result, key, value);
    else if (value === null) delete result[key];
    else result[key] = merged(key, result[key], value);
  }
  return result;
}

function applyDirective(result: Fields, key: string, value: unknown): void {
  const [directive, field] = key.split('/');
  const list = field === undefined ? undefined : result[field];
  if (directive !== '$deleteFromPrimitiveList' || field === undefined || !Array.isArray(list) || !Array.isArray(value)) return;
  result[field] = list.filter((item) => !value.includes(item));
}

function merged(key: string, current: unknown, value: unknown): unknown {
  if (isFields(value)) return value['$patch'] === 'delete' ? undefined : applyStrategicPatch(current, value);
  if (!Array.isArray(value) || !Array.isArray(current)) return Array.isArray(value) ? withoutDirectives(value) : value;
  if (sets.has(key)) return [...new Set<unknown>([...current, ...value])];
  const mergeKey = keyOfList(key, [...current, ...value]);
  return mergeKey === undefined ? withoutDirectives(value) : mergeLists(current, value, mergeKey);
}

/** Ports of a Service are told apart by `port`, those of a container by `containerPort`. */
function keyOfList(field: string, items: unknown[]): string | undefined {
  const key = field === 'ports' && items.some((item) => isFields(item) && 'port' in item) ? 'port' : mergeKeys[field];
  return key !== undefined && items.every(isFields) ? key : undefined;
}

function mergeLists(current: unknown[], patch: unknown[], key: string): unknown[] {
  if (patch.some((item) => isFields(item) && item['$patch'] === 'replace' && Object.keys(item).length === 1))
    return withoutDirectives(patch);
  const result = [...current];
  for (const item of patch) {
    if (!isFields(item)) continue;
    const index = result.findIndex((each) => isFields(each) && sameJson(each[key], item[key]));
    if (item['$patch'] === 'delete') {
      if (index >= 0) result.splice(index, 1);
    } else if (index >= 0) result[index] = applyStrategicPatch(result[index], item);
    else result.push(applyStrategicPatch({}, item));
  }
  return result;
}

function withoutDirectives(list: unknown[]): unknown[] {
  return list
    .filter((item) => !isFields(item) || !('$patch' in item))
    .map((item) => (isFields(item) ? applyStrategicPatch({}, item) : item));
}

function without(fields: Fields, key: string): Fields {
  const { [key]: _, ...rest } = fields;
  return rest;
}
