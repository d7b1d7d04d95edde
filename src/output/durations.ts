const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in milliseconds for people, two units at most: `0.4 s`, `2 min 05 s`, `1 h 03 min`; `whole` seconds for what is a guess. */
export function formatDuration(milliseconds: number, precision: 'tenths' | 'whole' = 'tenths'): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95 && precision === 'tenths') return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${pad(whole % minute)} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${pad(Math.floor((whole % hour) / minute))} min`;
  return `${Math.floor(whole / day)} d ${pad(Math.floor((whole % day) / hour))} h`;
}

/** An age in milliseconds, as kubectl's tables show it (`HumanDuration` in k8s.io/apimachinery): `45s`, `2m5s`, `3h12m`, `25h`, `9d`; `<unknown>` for none. */
export function formatAge(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return '<unknown>';
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 2 * minute) return `${seconds}s`;
  if (seconds < 10 * minute) return twoUnits(seconds, [minute, 'm'], [1, 's']);
  if (seconds < 3 * hour) return `${Math.floor(seconds / minute)}m`;
  if (seconds < 8 * hour) return twoUnits(seconds, [hour, 'h'], [minute, 'm']);
  if (seconds < 2 * day) return `${Math.floor(seconds / hour)}h`;
  return seconds < 8 * day ? twoUnits(seconds, [day, 'd'], [hour, 'h']) : `${Math.floor(seconds / day)}d`;
}

function twoUnits(seconds: number, [large, one]: [number, string], [small, other]: [number, string]): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)}${one}${rest === 0 ? '' : `${rest}${other}`}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
