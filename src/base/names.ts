import { createHash } from 'node:crypto';

/** RFC 1123 label: names of namespaces, Services and containers. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text);
}

/** RFC 1123 subdomain: names of most other objects. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part));
}

const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The first `length` (1 to 32) characters of the SHA-256 of `text` in lower-case base32, five bits each; the first one is always a
 * letter, so that the result can begin a name. The same text gives the same hash for ever: names of objects depend on it.
 */
export function shortHash(text: string, length: number): string {
  const bytes = createHash('sha256').update(text).digest();
  const digits = Array.from({ length }, (_, index) => (bytes[index] ?? 0) % 32);
  return digits.map((digit, index) => base32[index === 0 ? digit % 26 : digit]).join('');
}
