import type { RolldownOptions } from 'rolldown';

/** One small entry for each program; the cluster client, each command and the controller are chunks that load when they are needed. */
const config = {
  input: { liqoctl: 'src/main.ts', 'liqo-storage-controller': 'src/controller-main.ts' },
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
