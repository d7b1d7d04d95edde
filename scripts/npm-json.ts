import { execFile } from 'node:child_process';

/** What an npm command prints as JSON, whatever its exit code; undefined where that is none. */
export async function readNpmJson(args: readonly string[]): Promise<Record<string, unknown> | undefined> {
  const stdout = await new Promise<string>((resolve) => {
    execFile('npm', args, { maxBuffer: 1 << 26 }, (_, printed) => resolve(printed));
  });
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
