import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
const ours = 'liqoctl-testbed';

/** Path of a node's control group, as its kubelet is told. */
export function controlGroup(node: string): string {
  return `/${ours}/${node}`;
}

/** Makes a control group for each node; kubelets insist on finding theirs. */
export async function ensureControlGroups(nodes: readonly string[]): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    await delegate(hierarchy);
    await mkdir(join(hierarchy, ours), { recursive: true });
    await fillCpuset(hierarchy);
    await delegate(join(hierarchy, ours));
    for (const node of nodes) await mkdir(join(hierarchy, ours, node), { recursive: true });
  }
}

/** Removes all of them; nothing may run in them any more. */
export async function removeControlGroups(): Promise<void> {
  for (const hierarchy of await hierarchies()) {
    const group = join(hierarchy, ours);
    if (existsSync(group)) await removeGroup(group);
  }
}

/** One folder with version 2, otherwise one per controller. */
async function hierarchies(): Promise<string[]> {
  if (existsSync(join(root, 'cgroup.controllers'))) return [root];
  const names = await readdir(root);
  return names.map((name) => join(root, name)).filter((folder) => existsSync(join(folder, 'cgroup.procs')));
}

/** Version 2 has a controller below a group only where the group says so. */
async function delegate(group: string): Promise<void> {
  const controllers = join(group, 'cgroup.controllers');
  if (!existsSync(controllers)) return;
  for (const name of (await readFile(controllers, 'utf8')).split(/\s+/)) {
    if (name !== '') await writeFile(join(group, 'cgroup.subtree_control'), `+${name}`).catch(() => undefined);
  }
}

/** In version 1 a group without processors and memory can have no process. */
async function fillCpuset(hierarchy: string): Promise<void> {
  for (const file of ['cpuset.cpus', 'cpuset.mems']) {
    const parent = join(hierarchy, file);
    if (existsSync(join(hierarchy, 'cgroup.clone_children')) && existsSync(parent)) {
      await writeFile(join(hierarchy, ours, file), await readFile(parent));
      await writeFile(join(hierarchy, ours, 'cgroup.clone_children'), '1');
    }
  }
}

/** A group goes when those below it have gone; its files cannot be removed and need not. */
async function removeGroup(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await removeGroup(join(group, entry.name));
  await rmdir(group);
}
