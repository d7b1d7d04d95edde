import type { RolldownOptions } from 'rolldown';

/** One small entry; the cluster client and each command are chunks that load when they are needed. */
const config = {
  input: { liqoctl: 'src/main.ts' },
  platform: 'node',
  // The mover scripts are read at run time, by their own path in the package.
  external: [/^#mover\//],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
  },
} satisfies RolldownOptions;

export default config;
