import { execa } from 'execa';

export interface CommandOptions {
  readonly signal: AbortSignal;
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end and returns what it printed. Throws with the last lines of its output when it fails. */
export async function runCommand(command: readonly string[], options: CommandOptions): Promise<string> {
  const [program = '', ...args] = command;
  const { signal, ...rest } = options;
  const result = await execa(program, args, {
    ...rest,
    cancelSignal: signal,
    all: true,
    reject: false,
    // Without one it would read from the terminal.
    ...(options.input === undefined && { stdin: 'ignore' }),
  });
  signal.throwIfAborted();
  if (!result.failed) return result.stdout;
  const tail = result.all.split('\n').slice(-20).join('\n');
  throw new Error(`failed: ${command.join(' ').slice(0, 300)}\n${tail || result.shortMessage}`);
}
