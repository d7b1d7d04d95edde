import { readTexts } from '../../base/read-texts.ts';
import type { Host } from '../host.ts';

/** The script of each shell that we know, by its file in `shells/`. */
const files = { bash: 'liqoctl.bash', zsh: 'liqoctl.zsh', fish: 'liqoctl.fish', powershell: 'liqoctl.ps1' } as const;
const scripts = readTexts(new URL('shells/', import.meta.url));

export type Shell = keyof typeof files;

/** `completion <shell>`: prints the script that the shell loads. */
export async function completion({ streams }: Host, shell: Shell): Promise<number> {
  streams.stdout.write(scripts[files[shell]] ?? '');
  return 0;
}
