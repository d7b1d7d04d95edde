import { containerRights } from './container-rights.ts';
import type { ContainerProcess } from './container-process.ts';
import type { PodRun } from './pod-run.ts';
import { type Container, specOf } from './pod-types.ts';
import { substitutePaths } from './substitution.ts';

export interface RunningProgram {
  readonly run: PodRun;
  readonly container: Container;
  readonly process: ContainerProcess;
}

/** What this machine starts so that a command runs in a container: in its namespaces, with its root, folder and environment. */
export interface InsideCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Where containers share the root of this machine, the command's words are changed as those of the container's own command. */
export function commandInside({ run, container, process }: RunningProgram, command: readonly string[]): InsideCommand {
  const { isolation } = run.context;
  const env = run.handles.get(container.name)?.environment ?? {};
  if (isolation === 'none') {
    const mounts = (container.volumeMounts ?? []).map(({ mountPath, name }) => ({
      inside: mountPath,
      host: run.volumes.get(name)?.path ?? mountPath,
    }));
    const [file = '', ...args] = command.map((word) => substitutePaths(word, mounts));
    return { file, args, env };
  }
  const args = [
    '--target',
    `${process.pid}`,
    ...identity({ run, container, process }),
    '--mount',
    '--pid',
    '--root',
    '--wd',
    '--',
    ...command,
  ];
  return { file: '/usr/bin/nsenter', args, env };
}

/** As the container's own user, which a user namespace cannot have. */
function identity({ run, container }: RunningProgram): string[] {
  if (run.context.isolation === 'user') return ['--user', '--preserve-credentials'];
  const { user } = containerRights(specOf(run.pod), container);
  return user === undefined ? [] : ['--setuid', `${user.uid}`, '--setgid', `${user.gid}`];
}
