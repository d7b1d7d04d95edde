import { Option } from '@commander-js/extra-typings';
import { parseDuration } from '../../base/time/duration.ts';
import { AppError } from '../../base/errors.ts';
import { isDnsLabel, isDnsSubdomain } from '../../base/names.ts';
import { parseQuantity, quantityBytes } from '../../base/quantity.ts';

/** An option whose value is parsed; what the parser refuses is said with the option's name. */
export function parsedOption<Flags extends string, T>(flags: Flags, description: string, parse: (text: string) => T) {
  const name = flags.replace(/ [<[].*/, '').replace(/^-\w, /, '');
  return new Option(flags, description).argParser((text: string) => underName(name, () => parse(text)));
}

/** Puts the name of a flag or an argument in front of what `parse` refuses. */
export function underName<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.kind, `${name}: ${error.message}`, { seen: error.seen, next: error.next, cause: error });
  }
}

/** A namespace's name. */
export function parseNamespace(text: string): string {
  if (isDnsLabel(text)) return text;
  throw notAName(text, 'namespace');
}

/** The name of a claim, a node or a class. */
export function parseName(text: string): string {
  if (isDnsSubdomain(text)) return text;
  throw notAName(text, 'resource');
}

/** `NAMESPACE:NAME`, as kubectl writes a service account. */
export function parseServiceAccount(text: string): readonly [namespace: string, name: string] {
  const [namespace = '', name = '', ...more] = text.split(':');
  if (isDnsLabel(namespace) && isDnsSubdomain(name) && more.length === 0) return [namespace, name];
  throw new AppError('usage', `${JSON.stringify(text)} is not a service account`, { next: ['write it like NAMESPACE:NAME'] });
}

/** A Kubernetes quantity that a container may ask for, kept as written. */
export function parseContainerQuantity(text: string): string {
  if (parseQuantity(text).billionths > 0n) return text;
  throw new AppError('usage', `${JSON.stringify(text)} is not more than zero`, { next: ['leave the flag out to ask for nothing'] });
}

/** Bytes per second, in whole KiB as restic counts them. */
export function parseRate(text: string): number {
  const bytes = quantityBytes(parseQuantity(text));
  if (bytes >= 1024n && bytes <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(bytes);
  throw new AppError('usage', `${JSON.stringify(text)} is not a rate`, { next: ['give at least 1Ki, in bytes per second: 20Mi, 500k'] });
}

/** A duration of at least a second, in seconds. */
export function parseSeconds(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds >= 1000) return milliseconds / 1000;
  throw new AppError('usage', `${text} is too short`, { next: ['give at least 1s'] });
}

/** How long one call may take, in seconds: a duration, or a number of seconds as kubectl takes it; 0 leaves it to us. */
export function parseTimeout(text: string): number {
  return /^\d{1,7}$/.test(text) ? Number(text) : Math.ceil(parseDuration(text) / 1000);
}

/** A user's number, as Kubernetes bounds it. */
export function parseMoverUser(text: string): number {
  const uid = /^\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (uid > 0 && uid < 2 ** 31) return uid;
  throw new AppError('usage', `${JSON.stringify(text)}: must be a non-zero UID (1 to 2147483647)`, {
    next: ['give the number that owns the files, as stat -c %u shows it; without the flag movers run as root'],
  });
}

/** A reference to an image; what a registry makes of it is the cluster's business. */
export function parseImage(text: string): string {
  if (/^[\w.][\w.:/@-]*$/.test(text)) return text;
  throw new AppError('usage', `${JSON.stringify(text)} is not an image`, { next: ['write it like registry.example/name:tag'] });
}

/** Pairs as in `k=v,k2=v2`. */
export function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(',').map((pair) => /^([^=]+)=(.*)$/.exec(pair));
  const entries = pairs.map((match): [string, string] => {
    if (match?.[1] === undefined || match[2] === undefined) {
      throw new AppError('usage', `${JSON.stringify(text)} is not a list of pairs`, { next: ['write it like key=value,other=value'] });
    }
    return [match[1], match[2]];
  });
  return new Map(entries);
}

/** Pairs whose values can be those of labels; `${name}` and the like in them are filled in per object. */
export function parseLabels(text: string): ReadonlyMap<string, string> {
  const pairs = parsePairs(text);
  for (const [key, value] of pairs) {
    if (isLabelKey(key) && isLabelValue(value.replaceAll(/\$\{\w+\}/g, 'x'))) continue;
    throw new AppError('usage', `${JSON.stringify(`${key}=${value}`)} cannot be a label`, {
      next: ['letters, digits, ".", "_" and "-", 63 at most; the key may have a domain in front: example.com/key'],
    });
  }
  return pairs;
}

/** Whether a label or a taint may have that key. */
export function isLabelKey(key: string): boolean {
  const [name = '', domain, ...more] = key.split('/').toReversed();
  return more.length === 0 && name !== '' && isLabelValue(name) && (domain === undefined || isDnsSubdomain(domain));
}

/** Whether a label or a taint may have that value. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && /^([A-Za-z0-9]([\w.-]*[A-Za-z0-9])?)?$/.test(value);
}

function notAName(text: string, what: string): AppError {
  const lower = text.toLowerCase();
  const hint = lower !== text && isDnsSubdomain(lower) ? ` (Did you mean ${lower}?)` : '';
  return new AppError('usage', `${JSON.stringify(text)} is not a valid ${what} name${hint}`, {
    next: [
      what === 'resource'
        ? 'names consist of lower-case letters, digits, "-" and "."'
        : 'names consist of lower-case letters, digits and "-"',
    ],
  });
}
