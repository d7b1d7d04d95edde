import { writeLines } from '../../output/write-lines.ts';
import { runNext } from './hand-over.ts';
import type { Host } from '../host.ts';
import { findNextLiqoctl } from './next-liqoctl.ts';

/** `version`: ours, then what the next liqoctl on the PATH says to the same words, with its exit code. We ask no cluster. */
export async function version(output: string | undefined, argv: readonly string[], host: Host): Promise<number> {
  const next = findNextLiqoctl(host.env, host.program);
  const { stdout, stderr } = host.streams;
  if (next === undefined) {
    writeLines(stdout, [versionText(host.version, output)]);
    return 0;
  }
  // With -o, stdout is one document, and it is the other's.
  writeLines(output === undefined ? stdout : stderr, [versionText(host.version)]);
  return runNext(next, argv, host);
}

function versionText(ours: string, output?: string): string {
  if (output === 'json') return JSON.stringify({ clientVersion: ours });
  return output === 'yaml' ? `clientVersion: ${ours}` : `Client version: ${ours} (the liqoctl that moves volumes)`;
}
