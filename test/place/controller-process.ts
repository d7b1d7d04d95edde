import { readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { until } from '../support/until.ts';

/** The storage controller as a process of its own. */
export interface ControllerProcess {
  readonly pid: number;
  /** Of `/healthz`, `/readyz` and `/metrics`. */
  readonly address: string;
  /** Resolves when it is gone, with how that came. */
  readonly ended: Promise<string>;
  /** Ends it; resolves when it is gone. */
  stop(): Promise<void>;
}

const program = new URL('../../bin/liqo-storage-controller.js', import.meta.url).pathname;

/** Starts the built controller; resolves when it leads. Its log goes to that file. Throws with the log where it ends before. */
export async function startControllerProcess(
  { kubeconfigFile, logFile }: { readonly kubeconfigFile: string; readonly logFile: string },
  ...flags: readonly string[]
): Promise<ControllerProcess> {
  const args = [program, '--kubeconfig', kubeconfigFile, '--listen', '127.0.0.1:0', ...flags];
  const child = execa(process.execPath, args, {
    extendEnv: false,
    stdin: 'ignore',
    stdout: { file: logFile },
    stderr: 'inherit',
    reject: false,
  });
  const ended = child.then(({ exitCode }) => `it has ended with ${exitCode}`);
  const leading = until(async () => (await readFile(logFile, 'utf8').catch(() => '')).includes('"msg":"leading"'));
  const early = await Promise.race([ended, leading]);
  const log = await readFile(logFile, 'utf8');
  const [, port] = /"port":(\d+)/.exec(log) ?? [];
  if (typeof early === 'string' || port === undefined || child.pid === undefined)
    throw new Error(`no controller: ${String(early)}\n${log}`);
  return {
    pid: child.pid,
    address: `http://127.0.0.1:${port}`,
    ended,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
