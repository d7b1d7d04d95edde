import { defineConfig } from 'rolldown';

/** One small entry; the cluster client and each command are chunks that load when they are needed. */
export default defineConfig({
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
    minify: false,
    sourcemap: false,
  },
});
