import { matrixDirections, matrixVariants } from '../points/directions.ts';
import { matrixModes } from '../points/point.ts';
import { noCounts } from './counts.ts';
import type { RecordedRow } from './row.ts';

const top = `# What the matrix has counted

Written by \`npm run test:matrix ... record\` from \`matrix.json\` beside it; [testing.md](testing.md) explains the modes. \`162 of 648\` means that 162
points were tried, spread evenly over the 648 that there are. Each cell shows what its last run has counted.
`;

/** A table for people: a row for each mode and variant, a column for each direction. */
export function renderPage(rows: readonly RecordedRow[]): string {
  const sum = rows.reduce(
    (all, row) => ({
      tried: all.tried + row.tried,
      lost: all.lost + row.lost,
      stuck: all.stuck + row.stuck,
      left: all.left + row.left,
      looks: all.looks + row.looks,
    }),
    noCounts,
  );
  const found = `${sum.tried} points: ${sum.lost} lost, ${sum.stuck} stuck, ${sum.left} left. A safe copy was looked for after each of ${sum.looks} writes.`;
  return `${top}\n${renderMarkdown(tableOf(rows))}\n\n${found}\n`;
}

function tableOf(rows: readonly RecordedRow[]): readonly (readonly string[])[] {
  const names = matrixVariants.flatMap((variant) => [...matrixModes, 'story' as const].map((mode) => ({ mode, variant })));
  const body = names.flatMap(({ mode, variant }) => {
    const some = rows.filter((row) => row.mode === mode && row.variant === variant);
    if (some.length === 0) return [];
    const cells = matrixDirections.map(({ name }) => renderCell(some.find(({ direction }) => direction === name)));
    return [[variant === 'plain' ? `\`${mode}\`` : `\`${mode}\`, \`${variant}\``, ...cells]];
  });
  return [['points', ...matrixDirections.map(({ words }) => words)], ...body];
}

function renderCell(row: RecordedRow | undefined): string {
  if (row === undefined) return '-';
  const tried = row.points === undefined ? String(row.tried) : `${row.tried} of ${row.points}`;
  const bad = (['lost', 'stuck', 'left'] as const).filter((fault) => row[fault] > 0).map((fault) => `${row[fault]} ${fault}`);
  return [tried, ...bad].join(', ');
}

/** Padded, as the formatter wants it. */
function renderMarkdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = widths.map((width) => '-'.repeat(width));
  const [head = [], ...body] = rows;
  return [head, line, ...body].map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`).join('\n');
}
