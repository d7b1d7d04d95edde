import { orLate } from '../../base/time/deadline.ts';
import type { ConfigOverrides } from '../../kube/login/config-overrides.ts';
import type { Candidate } from '../../move/info/candidates.ts';
import type { CommandWords } from '../next/command-words.ts';
import type { Host } from '../host.ts';
import type { Source } from './sources.ts';

/** How long an answer to Tab may take, in milliseconds since the program began; what a slow start leaves of it is never less than the second number. */
const [patienceMilliseconds, leastMilliseconds] = [3000, 1000];

/** Asks the cluster or the kubeconfig that the words typed so far choose. Throws what stands in the way. */
export async function askSource(
  source: Exclude<Source, { from: 'files' }>,
  words: CommandWords,
  host: Host,
): Promise<readonly Candidate[]> {
  const flags = flagsIn(words);
  if (source.from === 'kubeconfig') {
    return (await host.configNames(flags))[source.names].map((value) => ({ value, description: '' }));
  }
  const asked = async () => {
    const [{ port, namespace }, lists] = await Promise.all([host.glance(flags), host.candidates()]);
    const typed = { namespace: valueIn(words, 'namespace') ?? namespace, claim: words.operands[0] };
    return lists[source.list](port, typed);
  };
  const milliseconds = Math.max(patienceMilliseconds - host.clock.elapsed(), leastMilliseconds);
  return orLate({ clock: host.clock, milliseconds }, asked(), () => []);
}

/** The flags about the connection, as far as they have been typed. */
function flagsIn(words: CommandWords): ConfigOverrides {
  const values = [...words.values].map(([option, given]) => [
    option.attributeName(),
    repeated.has(option.attributeName()) ? given : given.at(-1),
  ]);
  const insecure = words.rest.includes('--insecure-skip-tls-verify');
  return { ...Object.fromEntries(values), requestTimeout: undefined, ...(insecure && { insecureSkipTlsVerify: true }) } as ConfigOverrides;
}

const repeated = new Set(['asGroup', 'asUserExtra']);

function valueIn({ values }: CommandWords, name: string): string | undefined {
  return [...values].find(([option]) => option.attributeName() === name)?.[1].at(-1);
}
