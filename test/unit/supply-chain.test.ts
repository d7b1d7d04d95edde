import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(await readFile('package-lock.json', 'utf8')) as { packages: Record<string, LockedPackage> };
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.split('node_modules/').at(-1) ?? '';

/** Licences that ask for nothing but their text to be kept, or are about tools that are not shipped (MPL-2.0, Python-2.0). */
const licences = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
  'BlueOak-1.0.0',
  'MPL-2.0',
  'Python-2.0',
];

describe('every package of the lock file', () => {
  // Where it comes from is left to whoever installs it: the digest decides what is taken.
  it('is pinned by a digest, and by no address that is not https', () => {
    for (const [path, { integrity, resolved }] of locked) {
      expect(integrity, path).toMatch(/^sha512-/);
      expect(resolved ?? 'https://', path).toMatch(/^https:\/\//);
    }
  });

  it('is there for every platform that its users name, so that an installation elsewhere needs nothing that is not pinned', () => {
    const names = new Set(locked.map(([path]) => nameOf(path)));
    const optional = locked.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
    expect(optional.length).toBeGreaterThan(20);
    expect(optional.filter((name) => !names.has(name))).toEqual([]);
  });

  it('has a licence of the list', () => {
    const others = locked.filter(([, { license }]) => !licences.includes(license ?? ''));
    expect(others.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
  });
});

it('what is declared has exact versions', async () => {
  const declared = JSON.parse(await readFile('package.json', 'utf8')) as Record<string, Record<string, string> | undefined>;
  const versions = ['dependencies', 'devDependencies'].flatMap((kind) => Object.entries(declared[kind] ?? {}));
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
});

/** What a reader is told to run or to install by name. */
const askedFor = /\b(?:npx|npm exec|npm (?:install|i))(?: --?[\w-]+)* +([^\s`]+)/g;

it('no page has a command that would ask a registry for what is not pinned: anybody may take such a name', async () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...(await readdir('docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`),
  ];
  const pinned = new Set(locked.map(([path]) => nameOf(path)));
  const texts = await Promise.all(pages.map((page) => readFile(page, 'utf8')));
  const asked = texts.flatMap((text) => [...text.matchAll(askedFor)].map(([, word = '']) => word));
  expect(asked).toEqual(expect.arrayContaining(['rolldown', './liqoctl-0.1.0.tgz']));
  expect(asked.filter((word) => !/^[-.]/.test(word) && !pinned.has(word))).toEqual([]);
});
