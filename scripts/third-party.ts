import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

const fileName = 'THIRD-PARTY.txt';

/** Writes beside the bundle whose code it contains, with the text of each licence. Fails for a package without one. */
export function thirdParty(): Plugin {
  return {
    name: 'third-party',
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
      this.emitFile({ type: 'asset', fileName, source: renderThirdParty(Array.from(folders, readLicence)) });
    },
  };
}

/** A package, and what its author says about copies of it. */
export interface Licence {
  /** With its version. */
  readonly name: string;
  readonly text: string;
}

/** A chapter for each licence, with the packages that it is for and their copyright; a text that many packages repeat is there once. */
export function renderThirdParty(licences: readonly Licence[]): string {
  const chapters = new Map<string, { readonly text: string; readonly owners: string[] }>();
  for (const { name, text } of licences.toSorted((one, other) => one.name.localeCompare(other.name))) {
    const { owners, terms } = splitText(text);
    const chapter = chapters.get(normalize(terms)) ?? { text: terms, owners: [] };
    chapter.owners.push([name, ...owners.map((owner) => `  ${owner}`)].join('\n'));
    chapters.set(normalize(terms), chapter);
  }
  const rendered = Array.from(chapters.values(), ({ text, owners }) => `${owners.join('\n')}\n\n${text}`);
  return ['The programs contain these packages, each under its own licence.', ...rendered].join(`\n\n${'-'.repeat(78)}\n\n`).concat('\n');
}

function splitText(text: string): { readonly owners: readonly string[]; readonly terms: string } {
  const lines = text.trim().split('\n');
  const isOwner = (line: string) => /^\s*copyright (\(c\)|©|\d)/i.test(line);
  return {
    owners: lines.filter(isOwner).map((line) => line.trim()),
    terms: lines
      .filter((line) => !isOwner(line))
      .join('\n')
      .trim(),
  };
}

/** How MIT's licence is headed, or not at all: the terms below are the same. */
const title = /^\(?(The )?MIT License\)?( \(MIT\))?\s+/i;

/** What comes behind Apache's terms says how to apply them, and authors put their names into it, which is an owner's line already. */
function normalize(terms: string): string {
  const bare = terms.replace(title, '').replace(/END OF TERMS AND CONDITIONS.*/s, '');
  return bare.replaceAll(/['\u201c\u201d]/g, '"').replaceAll(/[\s*]+/g, ' ');
}

/** The folder of the package that a module is of; undefined for our own. */
function packageFolder(id: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
}

function readLicence(folder: string): Licence {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
  if (file === undefined && license === undefined) throw new Error(`package ${name} has no licence`);
  const text = file === undefined ? `Licence: ${license}` : readFileSync(join(folder, file), 'utf8').trim();
  const notice = join(folder, 'NOTICE');
  const notices = existsSync(notice) ? [readFileSync(notice, 'utf8').trim()] : [];
  return { name: `${name} ${version}`, text: [text, ...notices].join('\n\n') };
}
