import { createHash } from 'node:crypto';
import { type Deployment, kinds, type ReplicaSet } from '../../../../src/kube/objects/kinds.ts';
import { type Context, type ControllerKind, on } from '../controller.ts';
import { controllerReference, isControlledBy, isTerminating, parseKey, pathsOfController, patchObject, pathOf } from '../objects.ts';

/** Keeps one ReplicaSet for each Deployment, of as many replicas; its template is never rolled over. */
export const deploymentController: ControllerKind = {
  user: 'system:serviceaccount:kube-system:deployment-controller',
  component: 'deployment-controller',
  start: (context) => ({
    triggers: [on(kinds.deployment, (each) => [pathOf(each)]), on(kinds.replicaSet, (set) => pathsOfController(set, 'Deployment'))],
    reconcile: (path) => reconcileDeployment(context, path),
  }),
};

async function reconcileDeployment({ port }: Context, path: string): Promise<void> {
  const deployment = await port.find(kinds.deployment, parseKey(path));
  if (deployment === undefined || isTerminating(deployment)) return;
  const { namespace = '' } = deployment.metadata;
  const [set] = (await port.list(kinds.replicaSet, { namespace })).items.filter((each) => isControlledBy(each, deployment));
  const replicas = deployment.spec?.replicas ?? 1;
  if (set === undefined) await port.create(kinds.replicaSet, renderSet(deployment, replicas));
  else if (set.spec?.replicas !== replicas) await patchObject(port, kinds.replicaSet, set, { spec: { replicas } });
}

function renderSet(deployment: Deployment, replicas: number): ReplicaSet {
  const { name, namespace = '', annotations } = deployment.metadata;
  const { template, selector } = deployment.spec ?? { selector: {} };
  const hash = createHash('sha256').update(JSON.stringify(template)).digest('hex').slice(0, 10);
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      namespace,
      ownerReferences: [controllerReference(deployment)],
      ...(annotations !== undefined && { annotations }),
    },
    spec: { replicas, selector, ...(template !== undefined && { template }) },
  };
}
