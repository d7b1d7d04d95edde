import { failedWith } from '../../src/kube/client/errors.ts';
import type { Kind, Meta } from '../../src/kube/objects/kinds.ts';
import type { KubePort } from '../../src/kube/client/port.ts';
import { liqoKinds } from '../../src/liqo/kinds.ts';
import { peeringKinds } from './kinds.ts';
import { retried } from './watched.ts';

interface Definition {
  apiVersion: string;
  kind: string;
  metadata: Meta;
  spec: object;
}

const definitionKind: Kind<Definition> = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** Makes the server serve Liqo's kinds, where it does not yet; their fields are not checked. */
export async function ensureLiqoKinds(port: KubePort): Promise<void> {
  const all: readonly Kind<unknown>[] = [...Object.values(liqoKinds), ...Object.values(peeringKinds)];
  for (const kind of all) {
    if (await port.serves(kind)) continue;
    await port.create(definitionKind, definitionOf(kind)).catch((error: unknown) => {
      if (!failedWith(error, 'alreadyExists')) throw error;
    });
    await retried(async () => {
      if (!(await port.serves(kind))) throw new Error(`${kind.plural} are not served yet`);
    }, AbortSignal.timeout(30_000));
  }
}

function definitionOf({ apiVersion, kind, plural, namespaced }: Kind<unknown>): Definition {
  const [group = '', version = ''] = apiVersion.split('/');
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: definitionKind.apiVersion,
    kind: definitionKind.kind,
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: namespaced ? 'Namespaced' : 'Cluster',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [{ name: version, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: anything } }],
    },
  };
}
