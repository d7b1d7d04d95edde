import type { User } from './api/call.ts';

/** Who the sandbox's own parts are to its API servers; the server adds the groups that a service account implies. */
export const admin: User = { name: 'kubernetes-admin', groups: ['system:masters'] };

export const liqoManager: User = user('system:serviceaccount:liqo:liqo-controller-manager');

export function user(name: string): User {
  return { name, groups: [] };
}

export function nodeUser(node: string): User {
  return { name: `system:node:${node}`, groups: ['system:nodes'] };
}
