/** The time since `from` as kubectl writes ages: `12s`, `3m5s`, `2h`, `4d`. */
export function ageOf(from: string | undefined | null, now = Date.now()): string {
  return typeof from === 'string' ? formatDuration((now - Date.parse(from)) / 1000) : '<unknown>';
}

/** Seconds in at most two units, as Kubernetes' HumanDuration does. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (whole < 120) return `${whole}s`;
  if (minutes < 10) return two(minutes, 'm', whole % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  if (hours < 8) return two(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (hours < 192) return two(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  return two(Math.floor(days / 365), 'y', days % 365, 'd');
}

function two(big: number, bigUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${big}${bigUnit}` : `${big}${bigUnit}${small}${smallUnit}`;
}
