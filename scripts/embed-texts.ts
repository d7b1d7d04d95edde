import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'rolldown';
import { readTexts } from '../src/base/read-texts.ts';

const call = /readTexts\(new URL\((["'])(.+?)\1, import\.meta\.url\)\)/g;

/** Puts the texts of a folder into the bundle, packed, in place of the call that reads them (`src/base/read-texts.ts`). */
export function embedTexts(): Plugin {
  return {
    name: 'embed-texts',
    transform: {
      filter: { code: call },
      handler: (code, id) => {
        const embedded = code.replaceAll(call, (_, _quote: string, folder: string) =>
          packed(readTexts(new URL(folder, pathToFileURL(id)))),
        );
        return `import { brotliDecompressSync as unpackTexts } from 'node:zlib';\n${embedded}`;
      },
    },
  };
}

/** An expression with that value, in a third of its size. */
function packed(texts: Readonly<Record<string, string>>): string {
  const base64 = brotliCompressSync(JSON.stringify(texts)).toString('base64');
  return `JSON.parse(unpackTexts(Buffer.from(${JSON.stringify(base64)}, 'base64')).toString())`;
}
