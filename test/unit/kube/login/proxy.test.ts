import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findProxy } from '../../../../src/kube/login/proxy.ts';

const proxy = 'http://proxy:3128';

/** Whether Go would go through the proxy, by the tests of golang.org/x/net/http/httpproxy. */
const goesThrough = (address: string, noProxy: string) =>
  findProxy(new URL(address), undefined, { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: noProxy }) !== undefined;

const goTests =
  'foobar.com, .barbaz.net, *.wildcard.io, 192.168.1.1, 192.168.1.2:81, 192.168.1.3:80, 10.0.0.0/30, 2001:db8::52:0:1, [2001:db8::52:0:2]:443, [2001:db8::52:0:3]:80, 2002:db8:a::45/64';

// `TestUseProxy` there, with the ports of http.
it.each<[string, boolean]>([
  ['localhost', false],
  ['127.0.0.1', false],
  ['127.0.0.2', false],
  ['[::1]', false],
  ['[::2]', true],
  ['barbaz.net', true],
  ['www.barbaz.net', false],
  ['foobar.com', false],
  ['www.foobar.com', false],
  ['foofoobar.com', true],
  ['baz.com', true],
  ['localhost.net', true],
  ['local.localhost', true],
  ['barbarbaz.net', true],
  ['wildcard.io', true],
  ['nested.wildcard.io', false],
  ['awildcard.io', true],
  ['192.168.1.1', false],
  ['192.168.1.2', true],
  ['192.168.1.3', false],
  ['192.168.1.4', true],
  ['10.0.0.2', false],
  ['10.0.0.4', true],
  ['[2001:db8::52:0:1]', false],
  ['[2001:db8::52:0:2]', true],
  ['[2001:db8::52:0:3]', false],
  ['[2002:db8:a::123]', false],
  ['[fe80::424b:c8be:1643:a1b6]', true],
])('%s through the proxy: %s', (host, expected) => {
  expect(goesThrough(`http://${host}`, goTests)).toBe(expected);
});

it.each<[string, string, boolean]>([
  ['https://api.example:6443', 'api.example:6443', false],
  ['https://api.example:6443', 'api.example:443', true],
  ['https://api.example', 'api.example:443', false],
  ['https://API.Example', 'Api.EXAMPLE ', false],
  ['https://api.example', '*', false],
  ['https://api.example', 'x, *', false],
  ['https://api.example', ' , ,:80, /, ::, a/b', true],
  ['https://api.example', '10.0.0.0/8', true],
  ['https://10.0.0.1', '10.0.0.0/33, 10.0.0/8, 10.0.0.1/-1', true],
  ['https://10.9.9.9', '10.1.2.3/8', false],
  ['https://10.0.0.1', '0.0.0.1', true],
  ['https://a.b.c', 'b.c:6443, .a.b.c', true],
])('%s with NO_PROXY=%s: %s', (address, noProxy, expected) => {
  expect(goesThrough(address, noProxy)).toBe(expected);
});

it('takes the variable of the scheme, upper case before lower case, and never ALL_PROXY', () => {
  const server = new URL('https://api.example');
  expect(findProxy(server, undefined, { HTTP_PROXY: 'http://a', ALL_PROXY: 'http://b', http_proxy: 'http://c' })).toBeUndefined();
  expect(findProxy(server, undefined, { HTTPS_PROXY: 'http://a', https_proxy: 'http://b' })).toBe('http://a');
  expect(findProxy(server, undefined, { HTTPS_PROXY: '', https_proxy: 'b:3128' })).toBe('http://b:3128');
  expect(findProxy(new URL('http://api.example'), undefined, { HTTP_PROXY: 'http://a' })).toBe('http://a');
  expect(findProxy(server, 'http://own', { HTTPS_PROXY: 'http://a', NO_PROXY: '*' })).toBe('http://own');
  expect(findProxy(new URL('https://localhost'), 'http://own', {})).toBe('http://own');
});

it('exempts a name and all below it by the name, and only what is below by a dot before it', () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,5}[a-z0-9])?$/);
  fc.assert(
    fc.property(label, label, label, (a, b, c) => {
      expect(goesThrough(`https://${a}.${b}.example`, `${b}.example`)).toBe(false);
      expect(goesThrough(`https://${b}.example`, `${b}.example`)).toBe(false);
      expect(goesThrough(`https://${b}.example`, `.${b}.example, *.${b}.example`)).toBe(true);
      expect(goesThrough(`https://${a}.${b}.example`, `*.${b}.example`)).toBe(false);
      expect(goesThrough(`https://${c}${b}.example`, `${b}.example`)).toBe(true);
    }),
  );
});
