import { rm } from 'node:fs/promises';
import { execa } from 'execa';
import { openLongLink } from '../movers/long-link.ts';
import type { Mover } from '../movers/mover-process.ts';
import { openStage, type Stage } from '../movers/mover-stage.ts';

const quality = { bitsPerSecond: 200e6, roundTripSeconds: 0.02, loss: 0.01 };

/** The part of the link's rate that a copy is to reach. */
const goal = 0.85;

const contents = {
  random: 'import os\nfor number in range(8): open(f"{number}", "wb").write(os.urandom(SIZE // 8))',
  text: `
import random
words = [bytes(random.choices(range(97, 123), k=random.randint(2, 9))) for _ in range(5000)]
for number in range(8):
    with open(f"{number}", "wb") as file:
        while file.tell() < SIZE // 8:
            file.write(b" ".join(random.choices(words, k=20000)) + b"\\n")`,
} as const;

/**
 * Copies that much over a link of 200 Mbit/s with 20 ms and 1 % loss, with movers and server as they are, at either end of it, as lines. Each half
 * is timed by itself: in a move one of them crosses the link, and the other stays within a cluster.
 */
export async function measureLink(mebibytes: number, say: (line: string) => void): Promise<void> {
  const link = await openLongLink(quality);
  const stage = await openStage({ link });
  try {
    for (const content of ['random', 'text'] as const) {
      for (const far of ['source', 'target'] as const) say(await measureHalf(stage, { content, far, mebibytes, wrapper: link.far }));
    }
  } finally {
    await stage.close();
    link.close();
  }
}

interface Half {
  readonly content: keyof typeof contents;
  readonly far: 'source' | 'target';
  readonly mebibytes: number;
  readonly wrapper: readonly string[];
}

async function measureHalf(stage: Stage, { content, far, mebibytes, wrapper }: Half): Promise<string> {
  const move = await stage.openMove(`${content}-${far}`);
  const script = contents[content].replaceAll('SIZE', `(${mebibytes} << 20)`);
  await execa('python3', ['-c', script], { cwd: move.volume('source') });
  const target = await move.start('target', far === 'target' ? { wrapper } : {});
  const source = await move.start('source', far === 'source' ? { wrapper } : {});
  const seconds = await (far === 'source' ? between(source, 'link', source, 'snapshot') : between(source, 'complete', target, 'restored'));
  await Promise.all([source.end, target.end]);
  await Promise.all((['source', 'target'] as const).map((role) => rm(move.volume(role), { recursive: true })));
  const share = (mebibytes * 2 ** 20 * 8) / seconds / quality.bitsPerSecond;
  const way = far === 'source' ? 'into the repository' : 'out of it';
  const least = content === 'random' ? goal : 1;
  return `${mebibytes} MiB of ${content} ${way}: ${seconds.toFixed(1)} s, ${share.toFixed(2)} of the link (goal ${least}: ${share >= least ? 'met' : 'MISSED'})`;
}

/** Seconds from a line of one mover to a line of another. */
async function between(first: Mover, start: 'link' | 'complete', second: Mover, end: 'snapshot' | 'restored'): Promise<number> {
  await first.until(start);
  const started = performance.now();
  await second.until(end);
  return (performance.now() - started) / 1000;
}
