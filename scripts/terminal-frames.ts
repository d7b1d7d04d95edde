import xterm, { type IBufferCell, type IBufferLine } from '@xterm/headless';

/** One piece of a program's output, and when it came, in seconds. */
export type Piece = readonly [seconds: number, text: string];

/** Characters that look the same and stand beside each other. */
export interface Run {
  readonly column: number;
  readonly text: string;
  /** One of the sixteen, or undefined for the terminal's own. */
  readonly colour: number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
}

/** What the screen shows from then on; one list of runs for each row. */
export interface Frame {
  readonly seconds: number;
  readonly rows: readonly (readonly Run[])[];
}

/** Screens of a recording, no two of them alike beside each other, at most one in `every` seconds. */
export async function readFrames(
  pieces: readonly Piece[],
  { columns, rows, every }: { readonly columns: number; readonly rows: number; readonly every: number },
): Promise<Frame[]> {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const frames: Frame[] = [];
  for (const [index, [seconds, text]] of pieces.entries()) {
    await new Promise<void>((resolve) => terminal.write(text, resolve));
    const next = pieces[index + 1]?.[0] ?? Infinity;
    const last = frames.at(-1);
    if (last !== undefined && Math.min(next, seconds + every) - last.seconds < every) continue;
    const screen = readScreen(terminal, rows);
    if (JSON.stringify(screen) !== JSON.stringify(last?.rows)) frames.push({ seconds, rows: screen });
  }
  return frames;
}

function readScreen(terminal: InstanceType<typeof xterm.Terminal>, rows: number): Run[][] {
  const { active } = terminal.buffer;
  return Array.from({ length: rows }, (_, row) => readRuns(active.getLine(active.viewportY + row)));
}

function readRuns(line: IBufferLine | undefined): Run[] {
  const runs: { -readonly [K in keyof Run]: Run[K] }[] = [];
  for (let column = 0; column < (line?.length ?? 0); column += 1) {
    const cell = line?.getCell(column);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const look = lookOf(cell);
    const text = cell.getChars() || ' ';
    const last = runs.at(-1);
    if (last !== undefined && isSame(last, look)) last.text += text;
    else runs.push({ column, text, ...look });
  }
  return runs.map((run) => ({ ...run, text: run.text.trimEnd() })).filter(({ text }) => text !== '');
}

type Look = Pick<Run, 'colour' | 'bold' | 'dim'>;

function lookOf(cell: IBufferCell): Look {
  return { colour: cell.isFgPalette() ? cell.getFgColor() : undefined, bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 };
}

function isSame(one: Look, other: Look): boolean {
  return one.colour === other.colour && one.bold === other.bold && one.dim === other.dim;
}
