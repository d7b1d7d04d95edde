import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Why nothing can be compared with kubectl; undefined where it can. */
export const noKubectl = (process.env['PATH'] ?? '').split(delimiter).some(isThere) ? undefined : 'there is no kubectl on the PATH';

/** Runs kubectl with nothing on stdin and this environment alone. */
export function runKubectl(argv: readonly string[], environment: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const env = { PATH: process.env['PATH'], ...environment };
  return new Promise((resolve) => {
    const child = execFile('kubectl', argv, { env, timeout: 30_000 }, (error, _stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stderr });
    });
    child.stdin?.end();
  });
}

function isThere(folder: string): boolean {
  try {
    accessSync(join(folder, 'kubectl'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
