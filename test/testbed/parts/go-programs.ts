import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { ensurePart, type Workshop } from './cached.ts';

const kubernetesVersion = 'v1.34.4';
const provisionerVersion = 'v0.0.30';
const provisionerModule = 'github.com/rancher/local-path-provisioner';
const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'kubelet', 'kubectl'];

/** Folder with Kubernetes' programs. */
export async function ensureKubernetes(workshop: Workshop): Promise<string> {
  const main = await readFile(new URL('../kubernetes.go', import.meta.url), 'utf8');
  return ensurePart(workshop, {
    name: 'kubernetes',
    version: kubernetesVersion,
    inputs: [main],
    making: `Building Kubernetes ${kubernetesVersion}, once; it takes about ten minutes on two cores`,
    make: async (folder) => {
      const replaced = await stagingModules(workshop.signal, folder);
      const replaces = replaced.map((module) => `replace ${module} => ${module} ${kubernetesVersion.replace('v1', 'v0')}`);
      const source = join(folder, 'source');
      await mkdir(source);
      await writeFile(join(source, 'main.go'), main);
      await writeModule(source, [`require k8s.io/kubernetes ${kubernetesVersion}`, ...replaces]);
      await build(workshop.signal, source, { package: '.', output: join(folder, 'kubernetes'), flags: versionFlags() });
      await rm(source, { recursive: true });
      for (const name of components) await symlink('kubernetes', join(folder, name));
    },
  });
}

/** Folder with `local-path-provisioner`. */
export async function ensureProvisioner(workshop: Workshop): Promise<string> {
  return ensurePart(workshop, {
    name: 'local-path-provisioner',
    version: provisionerVersion,
    inputs: [],
    making: `Building local-path-provisioner ${provisionerVersion}, once`,
    make: (folder) =>
      buildModule(workshop.signal, {
        folder,
        module: provisionerModule,
        version: provisionerVersion,
        package: provisionerModule,
        output: 'local-path-provisioner',
      }),
  });
}

interface ModuleBuild {
  readonly folder: string;
  readonly module: string;
  readonly version: string;
  readonly package: string;
  /** Name of the program in the folder. */
  readonly output: string;
}

/** Builds one program of a released module into a folder. */
export async function buildModule(signal: AbortSignal, { folder, module, version, package: name, output }: ModuleBuild): Promise<void> {
  const source = join(folder, 'source');
  await mkdir(source);
  await writeModule(source, [`require ${module} ${version}`]);
  await build(signal, source, { package: name, output: join(folder, output), flags: '' });
  await rm(source, { recursive: true });
}

/** Kubernetes replaces its staging modules by folders of its own; a module that imports it must name them again. */
async function stagingModules(signal: AbortSignal, cwd: string): Promise<string[]> {
  const json = await runCommand(['go', 'mod', 'download', '-json', `k8s.io/kubernetes@${kubernetesVersion}`], { signal, cwd });
  const { GoMod } = JSON.parse(json) as { GoMod: string };
  const text = await readFile(GoMod, 'utf8');
  return [...text.matchAll(/^(?:replace)?\s*(k8s\.io\/\S+) => \.\/staging/gm)].map(([, module = '']) => module);
}

/** `go install module@version` asks for a list of versions, which not every proxy has; a module that requires it does not. */
async function writeModule(folder: string, lines: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'go.mod'), ['module testbed', ...lines, ''].join('\n\n'));
}

interface GoBuild {
  readonly package: string;
  readonly output: string;
  readonly flags: string;
}

async function build(signal: AbortSignal, cwd: string, { package: name, output, flags }: GoBuild): Promise<void> {
  const command = [
    'nice',
    '-n',
    '19',
    'go',
    'build',
    '-buildvcs=false',
    '-trimpath',
    '-ldflags',
    `-s -w ${flags}`.trim(),
    '-o',
    output,
    name,
  ];
  await runCommand(command, { signal, cwd, env: { CGO_ENABLED: '0', GOFLAGS: '-mod=mod', GOWORK: 'off' } });
}

/** Without them everything calls itself v0.0.0. */
function versionFlags(): string {
  const [major = '', minor = ''] = kubernetesVersion.slice(1).split('.');
  const set = { gitVersion: kubernetesVersion, gitMajor: major, gitMinor: minor };
  return Object.entries(set)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
