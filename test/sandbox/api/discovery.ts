import type { Exchange, HttpParts } from './http-parts.ts';
import { sendJson } from './http-answer.ts';
import { apiVersionOf, type ResourceKind } from './kinds.ts';
import { openApi } from './openapi.ts';
import { reviewResources } from './reviews.ts';

const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.0',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2025-08-27T00:00:00Z',
  goVersion: 'go1.24.6',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** Answers what clients ask before they ask for objects: version, health, which kinds there are. False: not such a path. */
export function answerDiscovery({ response, url }: Exchange, { kinds }: HttpParts): boolean {
  const path = url.pathname.replace(/\/$/, '');
  if (['/readyz', '/livez', '/healthz'].includes(path)) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return true;
  }
  const body = documentAt(path, kinds);
  if (body === undefined) return false;
  sendJson(response, 200, body);
  return true;
}

function documentAt(path: string, kinds: readonly ResourceKind[]): object | undefined {
  if (path === '/version') return version;
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/api/v1') return resourceList('v1', kinds);
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groupsOf(kinds).map(groupDocument) };
  if (path.startsWith('/openapi/')) return openApi(path, kinds);
  const [, groupVersion] = /^\/apis\/([^/]+\/[^/]+)$/.exec(path) ?? [];
  if (groupVersion !== undefined) return resourceList(groupVersion, kinds);
  const group = groupsOf(kinds).find(([name]) => path === `/apis/${name}`);
  return group && { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) };
}

/** Groups other than the core one, each with its version. */
function groupsOf(kinds: readonly ResourceKind[]): [string, string][] {
  const stored = kinds.filter(({ group }) => group !== '').map(({ group, version: each }): [string, string] => [group, each]);
  const reviews = Object.keys(reviewResources).map((groupVersion) => groupVersion.split('/') as [string, string]);
  return [...new Map([...stored, ...reviews])];
}

function groupDocument([name, each]: [string, string]): object {
  const served = { groupVersion: `${name}/${each}`, version: each };
  return { name, versions: [served], preferredVersion: served };
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const subresourceVerbs: Readonly<Record<string, readonly string[]>> = {
  log: ['get'],
  exec: ['create', 'get'],
  binding: ['create'],
  finalize: ['update'],
};

function resourceList(groupVersion: string, kinds: readonly ResourceKind[]): object | undefined {
  const served = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  const reviews = (reviewResources[groupVersion] ?? []).map(([name, kind]) => ({
    name,
    singularName: '',
    namespaced: false,
    kind,
    verbs: ['create'],
  }));
  const resources = [...served.flatMap(resourcesOf), ...reviews];
  return resources.length === 0 ? undefined : { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources };
}

function resourcesOf(kind: ResourceKind): object[] {
  const { plural, namespaced, shortNames, categories } = kind;
  const extras = { ...(shortNames.length === 0 ? {} : { shortNames }), ...(categories.length === 0 ? {} : { categories }) };
  const main = { name: plural, singularName: kind.kind.toLowerCase(), namespaced, kind: kind.kind, verbs, ...extras };
  const subresources = kind.subresources.map((name) => {
    const scale = name === 'scale' ? { group: 'autoscaling', version: 'v1' } : {};
    const kindName = { scale: 'Scale', binding: 'Binding' }[name] ?? kind.kind;
    return {
      name: `${plural}/${name}`,
      singularName: '',
      namespaced,
      ...scale,
      kind: kindName,
      verbs: subresourceVerbs[name] ?? ['get', 'patch', 'update'],
    };
  });
  return [main, ...subresources];
}
