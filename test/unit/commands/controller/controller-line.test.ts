import { describe, expect, it } from 'vitest';
import { runController } from '../../../../src/controller.ts';
import { parseControllerLine } from '../../../../src/commands/controller/parse-controller-line.ts';
import { Terminal } from '../../../support/terminal.ts';

const usual = {
  provisioner: 'storage.liqoctl.io/virtual',
  storageNamespace: 'liqoctl-storage',
  firstConsumerImage: 'registry.k8s.io/pause:3.10.1',
  guards: true,
  leaseSeconds: 15,
  listen: { port: 8080 },
  workers: 10,
  resync: 600,
  logLevel: 'info',
};

const parse = (line: string, env: Record<string, string> = {}) => {
  const streams = { stdout: new Terminal(), stderr: new Terminal() };
  return parseControllerLine(line.split(' ').filter(Boolean), { env, streams, version: '1.2.3' });
};

describe('flags', () => {
  it.each<[string, object]>([
    ['', {}],
    ['--kubeconfig /etc/kubeconfig --context rome', { kubeconfig: '/etc/kubeconfig', context: 'rome' }],
    ['--provisioner storage.liqoctl.io/other', { provisioner: 'storage.liqoctl.io/other' }],
    ['--storage-namespace bytes --lease-namespace here', { storageNamespace: 'bytes', leaseNamespace: 'here' }],
    ['--local-class local-path --no-guards', { localClass: 'local-path', guards: false }],
    ['--lease-seconds 30 --workers 1 --resync=60 --log-level debug', { leaseSeconds: 30, workers: 1, resync: 60, logLevel: 'debug' }],
    ['--listen :0', { listen: { port: 0 } }],
    ['--listen 127.0.0.1:9000', { listen: { host: '127.0.0.1', port: 9000 } }],
    ['--listen [::1]:9000', { listen: { host: '::1', port: 9000 } }],
  ])('%s', (line, change) => {
    expect(parse(line)).toEqual({ ...usual, ...change });
  });

  it('may come from the environment; what is typed counts more', () => {
    const env = { LIQO_STORAGE_WORKERS: '3', LIQO_STORAGE_LOCAL_CLASS: 'slow', LIQO_STORAGE_RESYNC: '', LIQO_STORAGE_NO_GUARDS: '1' };
    expect(parse('--local-class fast', env)).toEqual({ ...usual, workers: 3, localClass: 'fast' });
  });
});

/** Runs a command line that starts nothing. */
async function runLine(line: string, env: Record<string, string> = {}) {
  const streams = { stdout: new Terminal(), stderr: new Terminal() };
  const never = new AbortController().signal;
  const edge = { env: { NO_COLOR: '1', ...env }, streams, stop: { gentle: never, hard: never } };
  const code = await runController(line.split(' ').filter(Boolean), edge);
  return { code, stdout: streams.stdout.written, stderr: streams.stderr.written };
}

describe('what cannot be meant is refused with exit code 2', () => {
  it.each([
    ['--nonsense', "unknown option '--nonsense'"],
    ['start', 'too many arguments'],
    ['--workers 0', '--workers: "0" is not a whole number from 1 to 1000'],
    ['--workers many', '--workers: "many" is not a whole number'],
    ['--lease-seconds 1.5', '--lease-seconds: "1.5" is not a whole number'],
    ['--resync', 'argument missing'],
    ['--listen 8080', '--listen: "8080" is not an address to listen on'],
    ['--listen :99999', '--listen: ":99999" is not an address to listen on'],
    ['--provisioner a/b/c', '--provisioner: "a/b/c" is not a valid provisioner name'],
    ['--provisioner Liqo/Storage', 'is not a valid provisioner name'],
    ['--storage-namespace A', '--storage-namespace: "A" is not a valid namespace name'],
    ['--local-class A', '--local-class: "A" is not a valid resource name'],
    ['--log-level loud', 'Allowed choices are debug, info, warn, error'],
    ['--kubeconfig /no/such/file', 'kubeconfig /no/such/file does not exist'],
  ])('%s', async (line, words) => {
    const { code, stdout, stderr } = await runLine(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/Next:\n {4}\S/);
    expect(stderr).not.toContain('liqoctl --help');
  });

  it('no matter where it is said', async () => {
    const { code, stderr } = await runLine('', { LIQO_STORAGE_WORKERS: '-1' });
    expect([code, stderr]).toEqual([2, expect.stringContaining('--workers: "-1" is not a whole number')]);
  });
});

it('explains itself', async () => {
  const { code, stdout, stderr } = await runLine('--help');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('--storage-namespace <name>');
  expect(stdout).toContain('LIQO_STORAGE_LEASE_SECONDS for --lease-seconds');
});

it('says its version', async () => {
  const { code, stdout } = await runLine('--version');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});
