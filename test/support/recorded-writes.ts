import type { KubePort, WriteOptions } from '../../src/kube/client/port.ts';
import { portWith } from './ports.ts';

/** A port that notes every write that goes through it; a dry run is none. */
export function recordWrites(port: KubePort): { readonly port: KubePort; readonly writes: readonly string[] } {
  const writes: string[] = [];
  const note = (verb: string, { plural }: { plural: string }, options?: WriteOptions) => {
    if (options?.dryRun !== true) writes.push(`${verb} ${plural}`);
  };
  const recorded = portWith(port, {
    create: (kind, object, options) => {
      note('create', kind, options);
      return port.create(kind, object, options);
    },
    replace: (kind, key, object, options) => {
      note('replace', kind, options);
      return port.replace(kind, key, object, options);
    },
    mergePatch: (kind, key, patch, options) => {
      note('patch', kind, options);
      return port.mergePatch(kind, key, patch, options);
    },
    jsonPatch: (kind, key, patch, options) => {
      note('patch', kind, options);
      return port.jsonPatch(kind, key, patch, options);
    },
    remove: (kind, key, preconditions, options) => {
      note('remove', kind, options);
      return port.remove(kind, key, preconditions, options);
    },
  });
  return { port: recorded, writes };
}
