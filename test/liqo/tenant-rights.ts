import { type ClusterRole, type PolicyRule, rbacKinds } from './kinds.ts';
import { tenantRole } from './offloading/remote-namespaces.ts';

const everything = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const reading = ['get', 'list', 'watch'];

function rule(apiGroup: string, resources: string[], verbs: string[]): PolicyRule {
  return { apiGroups: [apiGroup], resources, verbs };
}

/** What the consumer may do in its offloaded namespaces, and no more (liqo.md 4.7): nothing on volumes, classes, Jobs, namespaces. */
export const tenantClusterRole: ClusterRole = {
  apiVersion: rbacKinds.clusterRole.apiVersion,
  kind: 'ClusterRole',
  metadata: { name: tenantRole },
  rules: [
    rule('', ['persistentvolumeclaims', 'configmaps', 'secrets', 'services', 'events'], everything),
    rule('networking.k8s.io', ['ingresses'], everything),
    rule('offloading.liqo.io', ['shadowpods', 'shadowendpointslices'], everything),
    rule('', ['pods'], reading),
    rule('metrics.k8s.io', ['pods'], reading),
    rule('', ['pods/log'], ['get']),
    rule('', ['pods/exec', 'pods/attach'], ['create']),
    rule('', ['pods/portforward'], ['get', 'create']),
  ],
};
