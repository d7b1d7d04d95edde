/** Sets what is absent in `target`, and nothing else. */
export function fillAbsent<T extends object>(target: T, defaults: Partial<T>): void {
  for (const [key, value] of Object.entries(defaults) as [keyof T, T[keyof T]][]) target[key] ??= value;
}
