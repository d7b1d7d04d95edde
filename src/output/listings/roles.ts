import { toYaml } from '../ending/yaml.ts';
import type { Listing } from './listing.ts';
import { formatObjectName } from './object-name.ts';

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** Roles as a file for `kubectl apply`; in JSON, one List. */
export function describeRoles(roles: readonly Named[]): Listing {
  const text = roles.map(toYaml).join('\n---\n').split('\n');
  const names = roles.map((role) => formatObjectName(role, role.metadata.name));
  return { text, nothing: '', document: { apiVersion: 'v1', kind: 'List', items: roles }, items: roles, names };
}
