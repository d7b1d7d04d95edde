const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** A duration in milliseconds for people, two units at most: `0.4 s`, `2 min 05 s`, `1 h 03 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)} min ${pad(whole % minute)} s`;
  if (whole < day) return `${Math.floor(whole / hour)} h ${pad(Math.floor((whole % hour) / minute))} min`;
  return `${Math.floor(whole / day)} d ${pad(Math.floor((whole % day) / hour))} h`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
