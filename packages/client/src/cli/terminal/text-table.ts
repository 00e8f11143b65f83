/** A table for people: columns as wide as they look, so that Chinese (two cells a character) lines up.
 *  Numbers are given as numbers and stand to the right. */
import { eastAsianWidth } from 'get-east-asian-width';

export type Cell = string | number;

/** Lines without a trailing newline; the header is followed by a rule. */
export function textTable(header: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  const widths = header.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(shown(row[column])))),
  );
  const line = (cells: readonly (Cell | undefined)[]): string =>
    cells
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [line(header), rule, ...rows.map(line)];
}

/** Cells a terminal uses for the text: two for wide characters, none for marks that combine. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    const codePoint = segment.codePointAt(0) ?? 0;
    width += /\p{Emoji_Presentation}/u.test(segment) ? 2 : eastAsianWidth(codePoint);
  }
  return width;
}

const SEGMENTER = new Intl.Segmenter();

function shown(cell: Cell | undefined): string {
  return typeof cell === 'number' ? cell.toLocaleString('en') : (cell ?? '');
}

function pad(cell: Cell | undefined, width: number): string {
  const text = shown(cell);
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return typeof cell === 'number' ? space + text : text + space;
}
