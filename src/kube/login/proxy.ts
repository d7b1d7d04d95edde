import { BlockList, isIP } from 'node:net';
import { AppError } from '../../base/errors.ts';
import type { Environment } from './environment.ts';

/**
 * The proxy on the way to `server`: the kubeconfig's, else the environment's by the rules of Go's `http.ProxyFromEnvironment`
 * (golang.org/x/net/http/httpproxy), as kubectl. Throws AppError `usage` for one that cannot be used.
 */
export function findProxy(server: URL, given: string | undefined, environment: Environment): string | undefined {
  return asUsable(given ?? proxyOfEnvironment(server, environment));
}

function proxyOfEnvironment({ protocol, hostname, port }: URL, environment: Environment): string | undefined {
  const either = (name: string) => environment[name] || environment[name.toLowerCase()] || '';
  const proxy = either(protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const host = hostname.replace(/^\[|\]$/g, '');
  const target = { host, port: port || (protocol === 'https:' ? '443' : '80') };
  if (
    proxy === '' ||
    isLocal(host) ||
    either('NO_PROXY')
      .split(',')
      .some((entry) => exempts(entry, target))
  )
    return undefined;
  return isAddress(proxy) ? proxy : `http://${proxy}`;
}

interface Target {
  readonly host: string;
  readonly port: string;
}

/** Whether one entry of NO_PROXY means this target: a name with all below it, an address, or a range; with a port or for all. */
function exempts(entry: string, target: Target): boolean {
  const text = entry.trim().toLowerCase();
  if (text === '*') return true;
  if (text.includes('/')) return inRange(text, target.host);
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*)):([^:]*)$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? text.replace(/^\[|\]$/g, '');
  if (host === '' || (port && port !== target.port)) return false;
  return isIP(host) ? sameAddress(host, target.host) : below(host, target.host);
}

/** `a.com` means itself and all below it, `.a.com` and `*.a.com` only what is below. */
function below(name: string, host: string): boolean {
  const parent = name.replace(/^\*\./, '.');
  return parent.startsWith('.') ? host.endsWith(parent) : host === parent || host.endsWith(`.${parent}`);
}

function sameAddress(address: string, host: string): boolean {
  const list = new BlockList();
  list.addAddress(address, family(address));
  return isIP(host) !== 0 && list.check(host, family(host));
}

function inRange(range: string, host: string): boolean {
  const [, address = '', bits] = /^([^/]+)\/(\d+)$/.exec(range) ?? [];
  if (!isIP(address) || !isIP(host) || Number(bits) > (isIP(address) === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family(address));
  return list.check(host, family(host));
}

function isLocal(host: string): boolean {
  return host === 'localhost' || inRange('127.0.0.0/8', host) || sameAddress('::1', host);
}

function family(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** `proxy:3128` is a host with a port, though it reads like a scheme. */
function isAddress(proxy: string): boolean {
  return URL.canParse(proxy) && new URL(proxy).host !== '';
}

function asUsable(proxy: string | undefined): string | undefined {
  if (proxy === undefined) return undefined;
  const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
  if (url === undefined || !/^(https?|socks5h?):$/.test(url.protocol) || url.hostname === '') {
    // Without the address: there may be a password in it.
    throw new AppError('usage', 'the proxy has no address that can be used', {
      next: ['write proxy-url in the kubeconfig, or HTTPS_PROXY, like http://10.0.0.1:3128; the scheme is http, https or socks5'],
    });
  }
  // Go leaves names to a SOCKS proxy; the agent would look them up here, where they may mean nothing.
  return proxy.replace(/^socks5:/, 'socks5h:');
}
