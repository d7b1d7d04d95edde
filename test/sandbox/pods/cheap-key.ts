import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** To be run by node after `restic init`, with restic's own environment. */
export const cheapKeyScript = new URL('cheap-key.mjs', import.meta.url).pathname;

/** Puts a program of this machine into an image, under its own name or another. */
export type LinkProgram = (host: string, name: string, as?: string) => Promise<void>;

/**
 * Lays out restic so that its repositories get a key that takes no processor time to derive: `cheap-key.mjs` says how, and what that saves.
 * All else is restic's own. Not where the cost of a move is measured.
 */
export async function layOutCheapRestic(folder: string, restic: string, link: LinkProgram): Promise<void> {
  await link(restic, 'restic', 'restic.real');
  await link(process.execPath, 'node');
  await link(cheapKeyScript, 'cheap-key.mjs');
  await writeFile(join(folder, 'restic'), initShim);
  await chmod(join(folder, 'restic'), 0o755);
}

const initShim = `#!/bin/sh
here=\${0%/*}
[ "$1" = init ] || exec "$here/restic.real" "$@"
"$here/restic.real" "$@" && exec "$here/node" "$here/cheap-key.mjs"
`;
