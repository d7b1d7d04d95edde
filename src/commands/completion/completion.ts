import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Host } from '../host.ts';

const { resolve } = createRequire(import.meta.url);

/** The script of each shell that we know, by its file in `shells/`, which is shipped next to the bundle. */
const files = { bash: 'liqoctl.bash', zsh: 'liqoctl.zsh', fish: 'liqoctl.fish', powershell: 'liqoctl.ps1' } as const;

export type Shell = keyof typeof files;

/** `completion <shell>`: prints the script that the shell loads. */
export async function completion({ streams }: Host, shell: Shell): Promise<number> {
  streams.stdout.write(readFileSync(resolve(`#completion/${files[shell]}`), 'utf8'));
  return 0;
}
