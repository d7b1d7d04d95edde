import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { renderFilm } from './film.ts';
import { type Piece, readFrames } from './terminal-frames.ts';

const picture = fileURLToPath(new URL('../docs/demo.svg', import.meta.url));

/** What the picture shows depends on these. */
const sources = [
  'test/sandbox/demo.ts',
  'test/sandbox/demo-attacks.ts',
  'test/sandbox/demo-files.ts',
  'src/output/progress/phase-titles.ts',
];

const [columns, rows] = [104, 32];

/** Twice as fast as it was, so that nobody leaves before the end. */
const speed = 2;

/** Records `npm run demo` and makes the picture of it; with `--check` it only says whether the picture is current. Returns the exit code. */
async function main(mode: string | undefined): Promise<number> {
  const note = `made by npm run demo:picture from ${await digestOfSources()}`;
  if (mode === '--check') {
    if ((await readFile(picture, 'utf8').catch(() => '')).includes(note)) return 0;
    process.stderr.write(`${picture} is not current: npm run demo:picture\n`);
    return 1;
  }
  // The name of the machine does not belong into the picture.
  const pieces = (await record()).map(([seconds, text]): Piece => [seconds / speed, text.replaceAll(hostname(), 'laptop')]);
  const frames = await readFrames(pieces, { columns, rows, every: 0.25 });
  await writeFile(picture, renderFilm({ title: 'npm run demo, at double speed', columns, frames, longest: 1.5, rest: 6, note }));
  return 0;
}

async function digestOfSources(): Promise<string> {
  const texts = await Promise.all(sources.map((file) => readFile(new URL(`../${file}`, import.meta.url), 'utf8')));
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

/** Throws where the demo fails: a picture of that would be no good. */
async function record(): Promise<Piece[]> {
  const demo = ['node', '--import', 'tsx', 'test/sandbox/main.ts', 'demo'];
  const { stdout } = await execa('python3', ['scripts/record-terminal.py', String(columns), String(rows), ...demo]);
  return stdout.split('\n').map((line) => JSON.parse(line) as Piece);
}

process.exitCode = await main(process.argv[2]);
