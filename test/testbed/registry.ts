import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Registry } from '../place/registry.ts';
import { until } from '../support/until.ts';
import { runCommand } from './command.ts';
import { containerdClient } from './import-image.ts';
import { labAddress } from './layout.ts';
import { enterNetwork } from './namespaces.ts';
import { registriesFolder } from './node-programs.ts';
import { endProcess, identityOf, type ProcessIdentity } from './process-identity.ts';
import { labOf, openState } from './state.ts';

const address = `${labAddress}:5000`;
const account = { user: 'puller', password: 'only-here' };
/** Of that password, by bcrypt: the only form that the registry reads. */
const passwordHash = '$2b$05$abcdefghijklmnopqrstuu55Q8nkJxvrC5wZMf.UNQL95JroSBLwK';

/** Starts an image registry that all nodes of the testbed reach and that lets nobody in without a password; `part` is the folder with its program. */
export async function startRegistry(folder: string, part: string): Promise<Registry> {
  const { now } = openState(folder);
  const { nodes } = now;
  const disk = await mkdtemp(join(tmpdir(), 'liqoctl-registry-'));
  const server = await startServer(
    [...enterNetwork(labOf(now)), 'setpriv', '--pdeathsig', 'KILL', join(part, 'usr/bin/docker-registry')],
    disk,
  );
  await Promise.all(Object.keys(nodes).map((node) => makeKnown(registriesFolder(folder, node))));
  const [someNode] = Object.values(nodes) as [ProcessIdentity, ...ProcessIdentity[]];
  return {
    ...account,
    address,
    push: (image, path) => push(containerdClient(someNode), image, `${address}/${path}`),
    async close() {
      await endProcess(server);
      await Promise.all(Object.entries(nodes).map(([name, node]) => forget(containerdClient(node), registriesFolder(folder, name))));
      await rm(disk, { recursive: true });
    },
  };
}

async function startServer([program = '', ...args]: readonly string[], disk: string): Promise<ProcessIdentity> {
  const [accounts, configuration] = [join(disk, 'accounts'), join(disk, 'configuration.json')];
  await writeFile(accounts, `${account.user}:${passwordHash}\n`);
  await writeFile(configuration, JSON.stringify(renderConfiguration(join(disk, 'images'), accounts)));
  // It calls each image that is not there yet an error, before it is pushed.
  const server = identityOf(spawn(program, [...args, 'serve', configuration], { stdio: 'ignore' }));
  const isThere = () =>
    fetch(`http://${address}/v2/`).then(
      ({ status }) => status === 401,
      () => false,
    );
  await until(isThere, { seconds: 30, otherwise: () => 'the registry does not answer' });
  return server;
}

/** JSON is YAML, which the registry reads. */
function renderConfiguration(images: string, accounts: string): object {
  return {
    version: '0.1',
    log: { level: 'error', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: images } },
    http: { addr: address },
    auth: { htpasswd: { realm: 'testbed', path: accounts } },
  };
}

/** Tells a node's containerd that there is no TLS; it reads that before each pull. */
async function makeKnown(registries: string): Promise<void> {
  await mkdir(join(registries, address), { recursive: true });
  await writeFile(join(registries, address, 'hosts.toml'), `server = "http://${address}"\n[host]\n`);
}

/** Runs a command of containerd's client about images. */
function imagesBy(client: readonly string[]): (...words: string[]) => Promise<string> {
  return (...words) => runCommand([...client, 'images', ...words], { signal: AbortSignal.timeout(120_000) });
}

async function push(client: readonly string[], image: string, name: string): ReturnType<Registry['push']> {
  const run = imagesBy(client);
  await run('tag', '--force', image, name);
  await run('push', '--plain-http', '--user', `${account.user}:${account.password}`, name);
  const [, digest = ''] = /\s(sha256:\w+)\s/.exec(await run('ls', `name==${name}`)) ?? [];
  await run('rm', name);
  return { byTag: name, byDigest: `${name.slice(0, name.lastIndexOf(':'))}@${digest}` };
}

/** Takes away what a node has pulled, so that the next one who wants it has to pull, too. */
async function forget(client: readonly string[], registries: string): Promise<void> {
  const run = imagesBy(client);
  const pulled = (await run('ls', '-q')).split('\n').filter((name) => name.startsWith(address));
  if (pulled.length > 0) await run('rm', ...pulled);
  await rm(join(registries, address), { recursive: true });
}
