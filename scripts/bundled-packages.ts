import { rolldown } from 'rolldown';
import config from '../rolldown.config.ts';

/** Names of the packages whose code is in the programs that are shipped, whatever the kind of dependency they are declared as. */
export async function listBundledPackages(): Promise<ReadonlySet<string>> {
  const bundle = await rolldown(config);
  try {
    const { output } = await bundle.generate({ ...config.output, cleanDir: false });
    const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
    return new Set(modules.flatMap((module) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[1] ?? []));
  } finally {
    await bundle.close();
  }
}
