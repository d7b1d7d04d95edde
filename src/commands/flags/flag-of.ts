/** The flag of a setting, e.g. `--as-group` of `asGroup`. */
export function flagOf(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
