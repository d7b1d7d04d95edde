import { writeLines } from '../output/write-lines.ts';
import type { Host } from './host.ts';

/** `version`: ours; nothing is asked of a cluster. */
export async function version(host: Host): Promise<number> {
  writeLines(host.streams.stdout, [`liqoctl ${host.version}`]);
  return 0;
}
