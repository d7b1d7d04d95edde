import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { classParameters } from '../../../src/provisioner/classes/choose-class.ts';
import { storageNames } from '../../../src/volumes/names.ts';

const page = await readFile('docs/virtual-storage-class.md', 'utf8');

/** CamelCase words that stand as reasons in the source; those of failures begin small. */
async function reasonsInSource(): Promise<string[]> {
  const entries = await readdir('src/provisioner', { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => readFile(join(entry.parentPath, entry.name), 'utf8'));
  const found = (await Promise.all(files)).flatMap((text) =>
    Array.from(text.matchAll(/reason: '([A-Z]\w+)'/g), ([, reason = '']) => reason),
  );
  return [...new Set(found)];
}

test('the page explains each reason that people read on claims', async () => {
  // The condition RealClaimLost has it, beside an event of that name.
  const reasons = (await reasonsInSource()).filter((reason) => reason !== 'Deleted');
  expect(reasons.length).toBeGreaterThan(20);
  expect(reasons.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});

test('the page names each parameter of a class, and what users write on objects', () => {
  const { localClass, remoteClass, discardClaims } = storageNames;
  const names = [...Object.values(classParameters), localClass, remoteClass, discardClaims];
  expect(names.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
});
