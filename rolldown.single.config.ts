import type { RolldownOptions } from 'rolldown';
import { embedTexts } from './scripts/embed-texts.ts';
import { lean, leaveOutUnused } from './scripts/lean-packages.ts';
import { thirdParty } from './scripts/third-party.ts';

/** `liqoctl` in one CommonJS file, which is what Node.js can carry inside an executable. */
const config = {
  input: { liqoctl: 'src/main.ts' },
  platform: 'node',
  ...lean,
  plugins: [leaveOutUnused(), embedTexts(), thirdParty()],
  output: { dir: 'single', format: 'cjs', cleanDir: true, entryFileNames: '[name].cjs', codeSplitting: false, minify: true },
} satisfies RolldownOptions;

export default config;
