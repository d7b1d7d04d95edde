/** Flags without a value, as Go programs may still get one: `--dry-run=true`. */
const booleans = new Set([
  'verbose',
  'skip-confirm',
  'insecure-skip-tls-verify',
  'disable-compression',
  'match-server-version',
  'dry-run',
  'keep-source',
  'remove-finished-pods',
  'discard-changes',
  'recreate',
  'client',
  'help',
]);

const yes = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const no = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Brings what only Go's flag parser understands into the common form: `--flag=true`, `--flag=false` and `-n=value`. */
export function normalizeGoFlags(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return [...flags.flatMap(normalizeOne), ...(end === -1 ? [] : argv.slice(end))];
}

function normalizeOne(argument: string): string[] {
  const short = /^-([a-zA-Z])=(.*)$/s.exec(argument);
  if (short) return short[1] === 'v' ? boolean('-v', short[2], argument) : [`-${short[1]}`, short[2] ?? ''];
  const long = /^--([a-z-]+)=(.*)$/s.exec(argument);
  if (long?.[1] !== undefined && booleans.has(long[1])) return boolean(`--${long[1]}`, long[2], argument);
  return [argument];
}

function boolean(flag: string, value = '', argument = flag): string[] {
  if (no.includes(value)) return [];
  return [yes.includes(value) ? flag : argument];
}
