import type { RolldownOptions } from 'rolldown';
import { embedTexts } from './scripts/embed-texts.ts';
import { lean, leaveOutUnused } from './scripts/lean-packages.ts';
import { thirdParty } from './scripts/third-party.ts';

/** One small entry for each program; the cluster client, each command and the controller are chunks that load when they are needed. */
const config = {
  input: { liqoctl: 'src/main.ts', 'liqo-storage-controller': 'src/controller-main.ts' },
  platform: 'node',
  ...lean,
  plugins: [leaveOutUnused(), embedTexts(), thirdParty()],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    minify: true,
    comments: false,
  },
} satisfies RolldownOptions;

export default config;
