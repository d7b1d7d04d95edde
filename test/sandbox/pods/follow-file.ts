import { type FileHandle, open } from 'node:fs/promises';
import { sleepUnless } from './sleep.ts';

export interface Following {
  /** Only this many last lines of what is there already; all when absent. */
  readonly tailLines?: number;
  /** Whether nothing will be added any more; asked at the end of the file. */
  readonly ended: () => boolean;
  readonly signal: AbortSignal;
}

const lookEvery = 40;
const chunkSize = 64 * 1024;

/** The bytes of a growing file, until it has ended and all of it was given. */
export async function* followFile(file: string, { tailLines, ended, signal }: Following): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    let position = tailLines === undefined ? 0 : await startOfTail(handle, tailLines);
    while (!signal.aborted) {
      // Asked before reading: what was written between a read and the end would be lost otherwise.
      const last = ended();
      const chunk = await readChunk(handle, position);
      position += chunk.length;
      if (chunk.length > 0) yield chunk;
      else if (last) return;
      else await sleepUnless(signal, lookEvery);
    }
  } finally {
    await handle.close();
  }
}

/** Position of the first byte of the last `lines` lines. */
async function startOfTail(handle: FileHandle, lines: number): Promise<number> {
  const { size } = await handle.stat();
  if (lines <= 0) return size;
  let missing = lines;
  for (let end = size; end > 0; end -= chunkSize) {
    const start = Math.max(0, end - chunkSize);
    const { buffer } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    for (let at = buffer.length - 1; at >= 0; at -= 1) {
      // The line end that ends the file begins no line.
      if (buffer[at] !== 0x0a || start + at === size - 1) continue;
      missing -= 1;
      if (missing === 0) return start + at + 1;
    }
  }
  return 0;
}

async function readChunk(handle: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(chunkSize), 0, chunkSize, position);
  return buffer.subarray(0, bytesRead);
}
