import { joinBridges, type LinkQuality } from '../movers/long-link.ts';
import { runCommand } from './command.ts';
import { enterNetwork } from './namespaces.ts';
import { labOf, openState } from './state.ts';

const [near, far] = ['lab', 'far'];

/** Whatever goes from a node to others, or comes from there, takes a link of that quality while `meanwhile` runs: its cable is plugged in at the far end. */
export async function withLongWay(
  folder: string,
  { node, ...quality }: LinkQuality & { readonly node: string },
  meanwhile: () => Promise<void>,
): Promise<void> {
  const enter = enterNetwork(labOf(openState(folder).now));
  const ip = async (words: string) =>
    void (await runCommand([...enter, 'ip', ...words.split(' ')], { signal: AbortSignal.timeout(10_000) }));
  await ip(`link add ${far} up type bridge`);
  try {
    const part = await joinBridges(enter, [near, far], quality);
    try {
      await ip(`link set ${node} master ${far}`);
      await meanwhile();
    } finally {
      await ip(`link set ${node} master ${near}`);
      part();
    }
  } finally {
    await ip(`link del ${far}`);
  }
}
