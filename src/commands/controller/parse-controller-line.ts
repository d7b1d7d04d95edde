import { type Command, CommanderError } from '@commander-js/extra-typings';
import type { Env, Streams } from '../../output/streams.ts';
import { configureCommand } from '../flags/configure-command.ts';
import { type ControllerFlags, createControllerCommand, flagsOfEnvironment } from './controller-flags.ts';

interface CommandLineEdge {
  readonly env: Env;
  readonly streams: Streams;
  readonly version: string;
}

/** The flags of one command line; undefined where it asked for help or the version, which are written here. Throws AppError `usage`. */
export function parseControllerLine(argv: readonly string[], { env, streams, version }: CommandLineEdge): ControllerFlags | undefined {
  const command = createControllerCommand(version);
  configureCommand(command as unknown as Command, streams);
  try {
    command.parse([...flagsOfEnvironment(command.options, env), ...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    throw error;
  }
  return command.opts();
}
