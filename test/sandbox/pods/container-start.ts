import { chmod, mkdir, open, readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { containerRights } from './container-rights.ts';
import { containerScript, type Mount } from './container-root.ts';
import { type ContainerProcess, startProcess } from './container-process.ts';
import { ConfigError, readEnvironment } from './environment.ts';
import { expandVariables } from './expansion.ts';
import type { Image } from './images.ts';
import { namespaceCommand } from './isolation.ts';
import type { PodRun } from './pod-run.ts';
import { type Container, specOf } from './pod-types.ts';
import { substitutePaths } from './substitution.ts';

/** Files of one start of a container. */
export interface StartFiles {
  readonly log: string;
  readonly termination: string;
}

export interface Start {
  readonly run: PodRun;
  readonly container: Container;
  readonly image: Image;
  readonly files: StartFiles;
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes the files of the next start. */
export async function makeFiles(run: PodRun, container: Container): Promise<StartFiles> {
  const count = run.containers.get(container.name)?.restartCount ?? 0;
  const folder = join(run.folder, 'containers', container.name, `${count}`);
  await mkdir(folder, { recursive: true });
  const files = { log: join(folder, 'log'), termination: join(folder, 'termination-log') };
  // Any user of the container may write its last words.
  for (const file of Object.values(files)) {
    await (await open(file, 'a')).close();
    await chmod(file, 0o666);
  }
  return files;
}

/** The whole environment of a container: nothing of the sandbox's own gets in. Throws {@link ConfigError}. */
export async function makeEnvironment(run: PodRun, container: Container, image: Image): Promise<Record<string, string>> {
  const { context, pod, address } = run;
  containerRights(specOf(pod), container);
  const addresses = { pod: address?.ip ?? '', host: context.hostIp };
  const own = await readEnvironment({ port: context.port, pod, addresses }, container);
  return { ...usualEnvironment(run, image), ...own };
}

function usualEnvironment({ context, pod, address }: PodRun, image: Image): Record<string, string> {
  const programs = context.isolation === 'none' ? image.programs : '/image/programs';
  const proxy = context.proxyUrl;
  return {
    PATH: image.busybox ? programs : `${programs}:/usr/local/bin:/usr/bin:/bin`,
    HOSTNAME: pod.spec?.hostname ?? pod.metadata.name,
    HOME: '/root',
    http_proxy: proxy,
    HTTP_PROXY: proxy,
    https_proxy: proxy,
    HTTPS_PROXY: proxy,
    SANDBOX_POD_IP: address?.ip ?? '',
  };
}

/** Starts a container's processes. Throws StartError when they cannot be started. */
export async function startContainer(start: Start): Promise<ContainerProcess> {
  const { run, container, image, environment, files } = start;
  const command = container.command ?? image.entrypoint;
  const argv = [...command, ...(container.args ?? [])].map((word) => expandVariables(word, environment));
  const mounts = await mountsOf(start);
  const isolation = run.context.isolation;
  if (isolation === 'none') return await startShared(start, argv, mounts);
  const root = join(run.folder, 'root');
  await mkdir(root, { recursive: true });
  const { user, ...rights } = containerRights(specOf(run.pod), container);
  // In a user namespace there is no other user to become.
  const identity = isolation === 'root' && user !== undefined ? { user } : {};
  const workingDir = container.workingDir ?? '/';
  const script = containerScript({
    root,
    image,
    mounts,
    rights: { ...rights, ...identity },
    workingDir,
    path: environment['PATH'] ?? '',
    argv,
  });
  return await startProcess({
    argv: [...namespaceCommand(isolation), '/bin/sh', '-c', script],
    environment,
    logFile: files.log,
    supervised: true,
  });
}

async function startShared({ run, container, environment, files }: Start, argv: string[], mounts: Mount[]): Promise<ContainerProcess> {
  const real = (text: string) => substitutePaths(text, mounts);
  const workingDir = real(container.workingDir ?? '/');
  const exists = await stat(workingDir).catch(() => undefined);
  return await startProcess({
    argv: argv.map(real),
    environment: Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, name === 'PATH' ? value : real(value)])),
    cwd: exists === undefined ? run.folder : workingDir,
    logFile: files.log,
    supervised: false,
  });
}

async function mountsOf({ run, container, files }: Start): Promise<Mount[]> {
  const termination: Mount = {
    host: files.termination,
    inside: container.terminationMessagePath ?? '/dev/termination-log',
    readOnly: false,
    file: true,
  };
  const volumes = (container.volumeMounts ?? []).map(async (mount): Promise<Mount> => {
    const volume = run.volumes.get(mount.name);
    if (volume === undefined) throw new ConfigError(`volume "${mount.name}" is not one of the pod's`);
    const path = mount.subPath === undefined ? volume.path : posix.join(volume.path, mount.subPath);
    if (mount.subPath !== undefined && (await stat(path).catch(() => undefined)) === undefined) await mkdir(path, { recursive: true });
    const file = !(await stat(path)).isDirectory();
    return { host: path, inside: mount.mountPath, readOnly: volume.readOnly || mount.readOnly === true, file };
  });
  return [...(await Promise.all(volumes)), ...devicesOf(run, container), termination];
}

/** The files that play block devices: no node of the kernel's, but bytes of the right number. */
function devicesOf(run: PodRun, container: Container): Mount[] {
  return (container.volumeDevices ?? []).map(({ name, devicePath }) => {
    const volume = run.volumes.get(name);
    if (volume === undefined) throw new ConfigError(`volume "${name}" is not one of the pod's`);
    return { host: volume.path, inside: devicePath, readOnly: volume.readOnly, file: true };
  });
}

const longestMessage = 4096;

/** The last words of a container that has ended: at most 4096 bytes of its file, or the end of its log if it asked for that. */
export async function readTermination(container: Container, files: StartFiles, exitCode: number): Promise<string> {
  const message = (await readFile(files.termination)).subarray(0, longestMessage).toString();
  if (message !== '' || exitCode === 0 || container.terminationMessagePolicy !== 'FallbackToLogsOnError') return message;
  const log = await readFile(files.log);
  const lines = log.subarray(-2048).toString().split('\n');
  return lines.slice(-81).join('\n');
}
