import { readFileSync, writeFileSync } from 'node:fs';

/** What many kubelets and API servers on one machine need at least. */
const needed: Readonly<Record<string, number>> = {
  'fs/inotify/max_user_instances': 8192,
  'fs/inotify/max_user_watches': 524_288,
};

/** The settings that are too low, with their values of now. */
export function readLowSettings(): Record<string, string> {
  const values = Object.keys(needed).map((name) => [name, readFileSync(`/proc/sys/${name}`, 'utf8').trim()] as const);
  return Object.fromEntries(values.filter(([name, value]) => Number(value) < (needed[name] ?? 0)));
}

export function raiseSettings(low: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(low)) writeFileSync(`/proc/sys/${name}`, String(needed[name]));
}

/** Puts back what was raised, unless somebody has changed it since. */
export function restoreSettings(before: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(before)) {
    const now = Number(readFileSync(`/proc/sys/${name}`, 'utf8'));
    if (now === needed[name]) writeFileSync(`/proc/sys/${name}`, value);
  }
}
