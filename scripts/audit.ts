import { listBundledPackages } from './bundled-packages.ts';
import { readNpmJson } from './npm-json.ts';

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
}

/** Asks the registry about known holes in what is shipped. A registry that does not answer that question is no failure: it is said. */
async function main(): Promise<number> {
  const answer = await readNpmJson(['audit', '--json', '--package-lock-only']);
  const found = answer?.['vulnerabilities'] as Readonly<Record<string, Vulnerability>> | undefined;
  if (found === undefined) {
    process.stdout.write('not audited: the registry does not answer questions about advisories\n');
    return 0;
  }
  const bundled = await listBundledPackages();
  const ours = Object.values(found).filter(({ name }) => bundled.has(name));
  for (const { name, severity } of ours) process.stdout.write(`${name}: ${severity}; npm audit says more\n`);
  process.stdout.write(`${ours.length} of ${bundled.size} packages that are shipped have known holes\n`);
  return ours.length === 0 ? 0 : 1;
}

process.exitCode = await main();
