/** How a table is wanted: with every column, and with its head. */
export interface TableShape {
  readonly wide: boolean;
  readonly headers: boolean;
}

/** A column of a table whose rows are made from values of one type. */
export interface Column<T> {
  readonly head: string;
  readonly cell: (value: T) => string;
  /** Shown with `-o wide` only. */
  readonly wide?: true;
}

/** The columns that a table of that shape has. */
export function columnsOf<T>(columns: readonly Column<T>[], { wide }: Pick<TableShape, 'wide'>): readonly Column<T>[] {
  return columns.filter((column) => wide || column.wide !== true);
}

/** One row per value under a head; no lines where there are no values. */
export function renderRows<T>(values: readonly T[], columns: readonly Column<T>[], shape: TableShape): string[] {
  if (values.length === 0) return [];
  const rows = values.map((value) => columnsOf(columns, shape).map(({ cell }) => cell(value)));
  return renderTable(shape.headers ? [columnsOf(columns, shape).map(({ head }) => head), ...rows] : rows);
}

/** Aligned columns, two spaces between them, nothing after the last; the first row is the head. */
export function renderTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, Array.from(cell).length)));
  }
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function pad(cell: string, width: number): string {
  return cell + ' '.repeat(Math.max(0, width - Array.from(cell).length));
}
