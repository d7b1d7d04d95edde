import type { ManifestProgram } from '../../movers/manifest-program.ts';
import { keyOfPath, unescapeBytes } from '../../fidelity/volume-tree.ts';

/** The program's manifest of its volume, in the terms of describeVolume. */
export async function readDescription(program: ManifestProgram): Promise<Map<string, Record<string, unknown>>> {
  await program.ask('manifest 1');
  const entries = await program.readManifest();
  return new Map(entries.map(({ path, ...facts }) => [keyOfPath(String(path)), translate(facts)]));
}

function translate(facts: Record<string, unknown>): Record<string, unknown> {
  const { 'same file as': same, target } = facts;
  return {
    ...facts,
    ...('size' in facts && { size: String(facts['size']) }),
    ...(typeof same === 'string' && { 'same file as': keyOfPath(same) }),
    ...(typeof target === 'string' && { target: unescapeBytes(target).toString('hex') }),
  };
}
