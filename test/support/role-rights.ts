import type { Manifest } from './accounts.ts';

interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface RoleManifest extends Manifest {
  readonly rules: readonly RoleRule[];
}

/** Every verb on every resource that roles allow, as in `get secrets`; for a Role, with the namespace. */
export function listRights(manifests: readonly Manifest[]): string[] {
  return manifests.filter(isRole).flatMap((role) => role.rules.flatMap((rule) => rightsOf(role, rule).map(({ right }) => right)));
}

/** The same objects, and none of their roles allows these rights. */
export function withoutRights(manifests: readonly Manifest[], taken: readonly string[]): Manifest[] {
  return manifests.map((manifest) => {
    if (!isRole(manifest)) return manifest;
    const left = manifest.rules.flatMap((rule) => rightsOf(manifest, rule).filter(({ right }) => !taken.includes(right)));
    return { ...manifest, rules: left.map(({ rule }) => rule) } as Manifest;
  });
}

function isRole(manifest: Manifest): manifest is RoleManifest {
  return manifest.kind === 'ClusterRole' || manifest.kind === 'Role';
}

/** A rule for each right that is in one. */
function rightsOf({ metadata }: Manifest, rule: RoleRule): { readonly right: string; readonly rule: RoleRule }[] {
  const where = metadata.namespace === undefined ? '' : ` in ${metadata.namespace}`;
  return rule.resources.flatMap((resource) =>
    rule.verbs.map((verb) => ({ right: `${verb} ${resource}${where}`, rule: { ...rule, resources: [resource], verbs: [verb] } })),
  );
}
