import { AppError } from '../../base/errors.ts';
import { isDnsLabel } from '../../base/names.ts';
import { storageNames } from '../../volumes/names.ts';
import type { ListenAddress } from '../../provisioner/process/http-server.ts';

/** A parser for numbers of 1 to `most`. */
export function wholeNumber({ most }: { readonly most: number }): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (number >= 1 && number <= most) return number;
    throw new AppError('usage', `${JSON.stringify(text)} is not a whole number from 1 to ${most}`);
  };
}

/** The name of a provisioner of our own: our domain and a word. */
export function parseProvisioner(text: string): string {
  const [domain, name] = [text.slice(0, storageNames.domain.length), text.slice(storageNames.domain.length)];
  if (domain === storageNames.domain && isDnsLabel(name)) return text;
  throw new AppError('usage', `${JSON.stringify(text)} is not a valid provisioner name`, {
    next: [`write it like ${storageNames.domain}name: by that "liqoctl move volume" knows its claims`],
  });
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
