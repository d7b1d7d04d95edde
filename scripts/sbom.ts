import { listBundledPackages } from './bundled-packages.ts';
import { readNpmJson } from './npm-json.ts';

interface Component {
  readonly name: string;
  readonly 'bom-ref': string;
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

/** Prints a software bill of materials (CycloneDX) of what is shipped: the lock file's packages whose code is in the programs. */
async function main(): Promise<number> {
  const bundled = await listBundledPackages();
  const all = await readNpmJson(['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']);
  if (all === undefined) {
    process.stderr.write('npm sbom does not print a bill of materials: it is part of npm 10 and newer\n');
    return 1;
  }
  const components = (all['components'] as readonly Component[]).filter(({ name }) => bundled.has(name));
  const kept = new Set(components.map((component) => component['bom-ref']));
  const metadata = all['metadata'] as { component: Component };
  const root = metadata.component['bom-ref'];
  // npm takes the name of the folder.
  const named = { ...metadata, component: { ...metadata.component, name: root.replace(/@[^@]*$/, '') } };
  const dependencies = (all['dependencies'] as readonly Dependency[])
    .filter(({ ref }) => ref === root || kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => kept.has(one)) }));
  process.stdout.write(`${JSON.stringify({ ...all, metadata: named, components, dependencies }, undefined, 2)}\n`);
  return 0;
}

process.exitCode = await main();
