import { AppError } from '../../base/errors.ts';
import { isDnsLabel, isDnsSubdomain } from '../../base/names.ts';
import type { ListenAddress } from '../../provisioner/process/http-server.ts';

/** A parser for numbers of 1 to `most`. */
export function wholeNumber({ most }: { readonly most: number }): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= 1 && number <= most) return number;
    throw new AppError('usage', `${JSON.stringify(text)} is not a whole number from 1 to ${most}`);
  };
}

/** The name of a provisioner: a domain and a word, or a word. */
export function parseProvisioner(text: string): string {
  const [name = '', domain, ...more] = text.split('/').toReversed();
  if (isDnsLabel(name) && (domain === undefined || isDnsSubdomain(domain)) && more.length === 0 && text.length <= 253) return text;
  throw new AppError('usage', `${JSON.stringify(text)} cannot be the name of a provisioner`, { next: ['write it like example.com/name'] });
}

/** `:8080`, `127.0.0.1:8080` or `[::1]:8080`. */
export function parseListenAddress(text: string): ListenAddress {
  const [, bracketed, plain, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (digits === undefined || Number(digits) > 65_535) {
    throw new AppError('usage', `${JSON.stringify(text)} is not an address to listen on`, {
      next: ['write it like :8080 or 127.0.0.1:8080'],
    });
  }
  return { port: Number(digits), ...(host && { host }) };
}
