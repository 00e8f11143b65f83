/** Where a command writes: results to the standard output, everything else to the standard error. On a terminal a
 *  status of several lines is redrawn in place; otherwise it is left out, and only lasting lines are written.
 *  Invariant: nothing here writes to the standard output but `out`. */
import { styleText } from 'node:util';
import type { Console } from '@rivulet/runtime/io';
import { displayWidth } from './text-table.ts';

export type TerminalOptions = {
  /** Whether the standard error is a terminal, and how wide. */
  readonly columns?: number;
  /** Whether the standard output is a terminal too: what is printed there stands among our lines. */
  readonly outIsTerminal: boolean;
  readonly outColor: boolean;
  readonly errColor: boolean;
};

const DEFAULT_COLUMNS = 80;

export type TextStyle = Parameters<typeof styleText>[0];

export class Terminal {
  readonly #console: Console;
  readonly #options: TerminalOptions;
  #statusLineCount = 0;

  constructor(console: Console, options: TerminalOptions) {
    this.#console = console;
    this.#options = options;
  }

  /** Of the terminal, or of one as people have had it for long. */
  get columns(): number {
    return this.#options.columns ?? DEFAULT_COLUMNS;
  }

  /** Whether a status can be redrawn in place.
   *  @param printing others print on the standard output meanwhile; redrawing would erase their lines */
  canRedraw(printing: boolean): boolean {
    const { columns, outIsTerminal } = this.#options;
    return columns !== undefined && !(printing && outIsTerminal);
  }

  out(line: string, style?: TextStyle): void {
    this.clearStatus();
    this.#console.out(`${styled(line, style, this.#options.outColor)}\n`);
  }

  err(line: string, style?: TextStyle): void {
    this.clearStatus();
    this.#console.err(`${styled(line, style, this.#options.errColor)}\n`);
  }

  /** Exactly one document, for other programs. */
  json(document: unknown): void {
    this.out(JSON.stringify(document));
  }

  /** Redraws the status below everything else. */
  status(lines: readonly string[]): void {
    const { columns } = this.#options;
    if (columns === undefined) return;
    this.clearStatus();
    this.#console.err(lines.map((line) => `${cut(line, columns - 1)}\n`).join(''));
    this.#statusLineCount = lines.length;
  }

  clearStatus(): void {
    if (this.#statusLineCount === 0) return;
    this.#console.err(`\u001b[${this.#statusLineCount}A\u001b[0J`);
    this.#statusLineCount = 0;
  }
}

function styled(line: string, style: TextStyle | undefined, color: boolean): string {
  return style !== undefined && color ? styleText(style, line, { validateStream: false }) : line;
}

/** A line that wraps would be redrawn one line too high. */
function cut(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  let kept = '';
  for (const character of line) {
    if (displayWidth(kept + character) > width) break;
    kept += character;
  }
  return kept;
}
