/** Breaks prose into lines of a terminal's width: between words, and in Chinese between any two characters but those
 *  that typography keeps together (no line begins with a closing mark). */
import { displayWidth } from './text-table.ts';

/** @param width in cells, at least that of the widest word */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (line !== '' && displayWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else line += piece;
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** Words with the space behind them; wide characters one by one, with the marks that must not begin a line. */
function piecesOf(text: string): readonly string[] {
  return text.match(PIECE) ?? [];
}

const WIDE = '[\\u2e80-\\u9fff\\uac00-\\ud7af\\uff00-\\uffef“”]';
const CLOSING = '[，。；：！？、）】》”…]';
const OPENING = '[（【《“]';
const PIECE = new RegExp(
  `${OPENING}*(?:${WIDE}|(?:(?!${WIDE}|${CLOSING})\\S)+)${CLOSING}*\\s*|\\s+|${CLOSING}+\\s*`,
  'gu',
);
