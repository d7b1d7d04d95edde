import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** A stream that keeps what was written and, as a terminal, shows what a person would see. */
export class Terminal extends Writable {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  written = '';
  #lines = [''];
  #row = 0;
  #column = 0;

  constructor(facts: { isTTY?: boolean; columns?: number } = {}) {
    super({ decodeStrings: false });
    this.isTTY = facts.isTTY ?? false;
    this.columns = facts.columns;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const text = String(chunk);
    this.written += text;
    for (const character of stripVTControlCharacters(text)) this.#put(character);
    done();
  }

  cursorTo(column: number): boolean {
    this.#column = column;
    return true;
  }

  moveCursor(_columns: number, rows: number): boolean {
    this.#row += rows;
    return true;
  }

  clearLine(): boolean {
    this.#lines[this.#row] = '';
    return true;
  }

  /** What stands on the screen, with the spinner's frames made equal. */
  screen(): string {
    return this.#lines
      .map((line) => line.trimEnd().replace(/[⠀-⣿]/g, '*'))
      .join('\n')
      .trimEnd();
  }

  #put(character: string): void {
    if (character === '\n') {
      this.#row += 1;
      this.#column = 0;
      this.#lines[this.#row] ??= '';
      return;
    }
    const line = Array.from(this.#lines[this.#row] ?? '');
    while (line.length < this.#column) line.push(' ');
    line[this.#column] = character;
    this.#lines[this.#row] = line.join('');
    this.#column += 1;
  }
}

/** A clock that stands still until it is told to move. */
export function createTestClock() {
  let elapsed = 0;
  return {
    now: () => new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + elapsed),
    elapsed: () => elapsed,
    sleep: () => new Promise<void>(() => undefined),
    pass: (milliseconds: number) => void (elapsed += milliseconds),
  };
}
