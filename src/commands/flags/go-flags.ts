/** Flags without a value, as Go programs may still get one: `--dry-run=true`. */
const booleans = new Set([
  'verbose',
  'skip-confirm',
  'yes',
  'insecure-skip-tls-verify',
  'disable-compression',
  'match-server-version',
  'dry-run',
  'keep-source',
  'remove-finished-pods',
  'discard-changes',
  'recreate',
  'client',
  'no-headers',
  'all-namespaces',
  'watch',
  'help',
]);

/** What kubectl takes after `--dry-run=`; here every dry run asks the server. */
const kinds: Readonly<Record<string, string>> = { client: 'true', server: 'true', none: 'false' };

const yes = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const no = ['0', 'f', 'F', 'false', 'FALSE', 'False'];

/** Brings what only Go's flag parser understands into the common form: `--flag=true`, `--flag=false` and `-n=value`. */
export function normalizeGoFlags(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const flags = end === -1 ? argv : argv.slice(0, end);
  return [...joinLevels(flags).flatMap(normalizeOne), ...(end === -1 ? [] : argv.slice(end))];
}

/** kubectl's `-v 6` and `-v=6` as `--v=6`; a lone `-v` stays as it is. */
function joinLevels(flags: readonly string[]): string[] {
  const isLevel = (index: number) => /^\d\d?$/.test(flags[index] ?? '') && /^--?v$/.test(flags[index - 1] ?? '');
  return flags.flatMap((flag, index) => {
    if (isLevel(index)) return [];
    return isLevel(index + 1) ? [`--v=${flags[index + 1]}`] : [flag.replace(/^-v=(?=\d\d?$)/, '--v=')];
  });
}

function normalizeOne(argument: string): string[] {
  const short = /^-([a-zA-Z])=(.*)$/s.exec(argument);
  if (short) return short[1] === 'v' ? boolean('-v', short[2], `--v=${short[2]}`) : [`-${short[1]}`, short[2] ?? ''];
  const long = /^--([a-z-]+)=(.*)$/s.exec(argument);
  const [, name = '', value = ''] = long ?? [];
  if (name === 'dry-run' && value in kinds) return boolean('--dry-run', kinds[value], argument);
  return booleans.has(name) ? boolean(`--${name}`, value, argument) : [argument];
}

function boolean(flag: string, value = '', argument = flag): string[] {
  if (no.includes(value)) return [];
  return [yes.includes(value) ? flag : argument];
}
