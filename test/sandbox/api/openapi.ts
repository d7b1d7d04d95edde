import { apiVersionOf, type ResourceKind } from './kinds.ts';

/**
 * The least that clients need of OpenAPI v3: which paths accept `fieldValidation`, so that `kubectl apply` leaves validation
 * to the server. It has no schemas; kubectl then uses the types it was built with. Version 2 is not served.
 */
export function openApi(path: string, kinds: readonly ResourceKind[]): object | undefined {
  if (!path.startsWith('/openapi/v3')) return undefined;
  const roots = [...new Set(kinds.map(rootOf))];
  const asked = path.slice('/openapi/v3/'.length);
  if (asked === '') return { paths: Object.fromEntries(roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}` }])) };
  if (!roots.includes(asked)) return undefined;
  const served = kinds.filter((kind) => rootOf(kind) === asked);
  const paths = Object.fromEntries(served.map((kind) => [pathOf(kind), operations(kind)]));
  return { openapi: '3.0.0', info: { title: 'Kubernetes', version: 'v1.34.0' }, paths, components: { schemas: {} } };
}

function rootOf(kind: ResourceKind): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
}

function pathOf(kind: ResourceKind): string {
  return `/${rootOf(kind)}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}/{name}`;
}

function operations({ group, version, kind }: ResourceKind): object {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string', uniqueItems: true },
  }));
  return {
    patch: { parameters, 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': { group, version, kind }, responses: {} },
  };
}
