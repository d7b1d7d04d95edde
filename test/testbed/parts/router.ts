import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ensurePart, type Workshop } from './cached.ts';
import { buildModule } from './go-programs.ts';
import { distribution, unpackPackages } from './packages.ts';

const version = 'v2.1.0';
const module = 'github.com/cloudnativelabs/kube-router/v2';
const packages = ['iptables', 'ipset'];

/** Folder with kube-router, which makes a node obey NetworkPolicies, and a `usr` with the programs that it calls. */
export async function ensureRouter(workshop: Workshop): Promise<string> {
  return ensurePart(workshop, {
    name: 'kube-router',
    version: `${version}-${await distribution()}`,
    inputs: packages,
    making: `Building kube-router ${version}, once; it takes some minutes`,
    make: async (folder) => {
      await unpackPackages(workshop.signal, packages, folder);
      await nameTables(join(folder, 'usr', 'sbin'));
      await buildModule(workshop.signal, { folder, module, version, package: `${module}/cmd/kube-router`, output: 'kube-router' });
    },
  });
}

/** The names that Debian's alternatives would give them. Not those of nft: kube-proxy's rules are in other tables, which they refuse to read. */
async function nameTables(folder: string): Promise<void> {
  for (const name of ['iptables', 'ip6tables']) {
    for (const verb of ['', '-save', '-restore']) await symlink('xtables-legacy-multi', join(folder, `${name}${verb}`));
  }
}
