import ora from 'ora';
import type { Clock } from '../../base/time/clock.ts';
import { formatDuration } from '../durations.ts';
import type { TextStream } from '../streams.ts';
import type { Style } from '../style.ts';

/** The last line of a terminal, which is redrawn in place. */
export interface LiveLine {
  /** Draws it, or clears it for undefined. `render` is asked for the text whenever the width may be another; `since` is when its time began. */
  show(line: { readonly render: (columns: number) => string; readonly since: number } | undefined): void;
  printAbove(text: string): void;
  /** Clears it and listens to the terminal no longer. */
  close(): void;
}

export function createLiveLine(stream: TextStream, style: Style, { clock, wraps }: { clock: Clock; wraps: boolean }): LiveLine {
  const spinner = createSpinner(stream, style);
  let line: Parameters<LiveLine['show']>[0];
  let columns = columnsOf(stream);
  const seconds = () => (line === undefined ? '' : formatDuration(clock.elapsed() - line.since));
  // Asked for at every frame, so that a wait is seen to be alive.
  spinner.suffixText = () => style.faint(seconds());
  const draw = () => {
    if (line === undefined) return void spinner.stop();
    spinner.text = line.render(columns);
    if (spinner.isSpinning) spinner.render();
    else spinner.start();
  };
  const resized = () => {
    const before = columns;
    columns = columnsOf(stream);
    if (!spinner.isSpinning) return;
    // Stopped, since a running one clears its line, and draws it again, around whatever else is written.
    spinner.stop();
    if (wraps) clearWrapped(stream, { drawn: Array.from(`* ${spinner.text} ${seconds()}`).length, before, now: columns });
    draw();
  };
  stream.on('resize', resized);
  return {
    show: (next) => {
      line = next;
      draw();
    },
    printAbove: (text) => {
      spinner.stop();
      stream.write(`${text}\n`);
      if (line !== undefined) spinner.start();
    },
    close: () => {
      stream.off('resize', resized);
      line = undefined;
      spinner.stop();
    },
  };
}

function createSpinner(stream: TextStream, { signs, colored }: Style) {
  // Reading stdin would swallow Ctrl-C as a key.
  const options = { stream, isEnabled: true, discardStdin: false } as const;
  return ora({ ...options, spinner: { interval: 80, frames: [...signs.frames] }, color: colored ? 'cyan' : false });
}

function columnsOf(stream: TextStream): number {
  return stream.columns ?? 80;
}

/** Terminals wrap what no longer fits when they are made narrower; only the last of the new rows would be redrawn, the others would stay. */
function clearWrapped(stream: TextStream, { drawn, before, now }: { drawn: number; before: number; now: number }): void {
  const rows = now < before ? Math.ceil(drawn / now) : 1;
  if (rows > 1) stream.write(`\r\u001b[${rows - 1}A\u001b[J`);
}
