import type { Frame, Run } from './terminal-frames.ts';

const [charWidth, lineHeight, margin, bar] = [8.4, 18, 14, 30];

/** Colours of the sixteen, on a dark ground. */
const palette = (
  '#484f58 #ff7b72 #3fb950 #d29922 #58a6ff #bc8cff #39c5cf #b1bac4 ' + '#6e7681 #ffa198 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #f0f6fc'
).split(' ');

export interface Film {
  readonly title: string;
  readonly columns: number;
  readonly frames: readonly Frame[];
  /** A frame is shown no longer than this, in seconds; the last one for `rest`. */
  readonly longest: number;
  readonly rest: number;
  /** Kept in the picture, for whoever checks whether it is current. */
  readonly note: string;
}

/** An SVG that plays the frames without end: a strip of them, moved step by step. Who wants no motion sees the last one. */
export function renderFilm(film: Film): string {
  const { frames, columns } = film;
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const screen = (frames[0]?.rows.length ?? 0) * lineHeight;
  const height = screen + bar + 2 * margin;
  const lines = new Lines();
  const strip = frames.map((frame, index) => `<g transform="translate(0 ${index * screen})">${frame.rows.map(lines.use).join('')}</g>`);
  const { seconds, steps } = timing(film, screen);
  const last = `translateY(${-(frames.length - 1) * screen}px)`;
  return `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<!-- ${film.note} -->
<title>${escapeXml(film.title)}</title>
<style>
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#e6edf3;white-space:pre}
.b{font-weight:bold}.d{opacity:.65}
${palette.map((colour, index) => `.c${index}{fill:${colour}}`).join('')}
#film{animation:film ${seconds}s step-end infinite}
@keyframes film{${steps}}
@media (prefers-reduced-motion:reduce){#film{animation:none;transform:${last}}}
</style>
<defs>${lines.definitions()}</defs>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<svg x="${margin}" y="${bar + margin}" width="${width - margin}" height="${screen}"><g id="film">${strip.join('\n')}</g></svg>
</svg>
`;
}

/** Each distinct line is there once. */
class Lines {
  readonly #known = new Map<string, string>();

  readonly use = (runs: readonly Run[], row: number): string => {
    if (runs.length === 0) return '';
    const text = runs.map(renderRun).join('');
    const id = this.#known.get(text) ?? `l${this.#known.size}`;
    this.#known.set(text, id);
    return `<use href="#${id}" y="${row * lineHeight}"/>`;
  };

  definitions(): string {
    return Array.from(this.#known, ([text, id]) => `<text id="${id}" y="14">${text}</text>`).join('\n');
  }
}

function renderRun({ column, text, colour, bold, dim }: Run): string {
  const classes = [
    ...(colour !== undefined && colour < palette.length ? [`c${colour}`] : []),
    ...(bold ? ['b'] : []),
    ...(dim ? ['d'] : []),
  ];
  const look = classes.length > 0 ? ` class="${classes.join(' ')}"` : '';
  const length = (text.length * charWidth).toFixed(1);
  return `<tspan x="${(column * charWidth).toFixed(1)}" textLength="${length}"${look}>${escapeXml(text)}</tspan>`;
}

function timing({ frames, longest, rest }: Film, screen: number): { readonly seconds: string; readonly steps: string } {
  const lengths = frames.map(({ seconds }, index) =>
    Math.min((frames[index + 1]?.seconds ?? seconds + rest) - seconds, index === frames.length - 1 ? rest : longest),
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  let begin = 0;
  const steps = lengths.map((length, index) => {
    const percent = ((begin / total) * 100).toFixed(3);
    begin += length;
    return `${percent}%{transform:translateY(${-index * screen}px)}`;
  });
  return { seconds: total.toFixed(1), steps: steps.join('') };
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
