import type { Meta } from '../../kube/objects/kinds.ts';

/** Labels and annotations that the user wants on what a move makes for itself. */
export interface CommonLabels {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Labelled {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Meta;
}

/** The object with the given marks under its own; values may hold `${namespace}`, `${name}`, `${kind}` and `${group}` (Liqo's wrappers.go). */
export function withCommonLabels<T extends Labelled>(object: T, { labels = {}, annotations = {} }: CommonLabels): T {
  const fill = (given: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(given).map(([key, value]) => [key, fillPlaceholders(value, object)]));
  const metadata: Meta = { ...object.metadata };
  if (Object.keys(labels).length > 0) metadata.labels = { ...fill(labels), ...metadata.labels };
  if (Object.keys(annotations).length > 0) metadata.annotations = { ...fill(annotations), ...metadata.annotations };
  return { ...object, metadata };
}

function fillPlaceholders(value: string, { apiVersion, kind, metadata }: Labelled): string {
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const known = new Map(Object.entries({ namespace: metadata.namespace ?? '', name: metadata.name, kind, group }));
  return value.replaceAll(/\$\{(\w+)\}/g, (placeholder, name: string) => known.get(name) ?? placeholder);
}
