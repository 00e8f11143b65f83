/** Emits the lines of files, without their line ends (LF or CRLF): this subtask's splits, one after the other.
 *  Path: storage → split or gzip reader (runs of whole lines) → **this** → chain.
 *  Invariant: memory is bounded by one chunk and the longest line; a full output stops it between two lines.
 *  A line is a view of its run's text, as V8 cuts strings: who keeps a long one keeps the run (64 KiB) alive. */
import type { OperatorHost } from '../host/operator-host.ts';
import type { Source, SourceStatus } from '../host/operator.ts';
import { GzipTextReader } from './gzip-text-reader.ts';
import { SplitTextReader } from './split-text-reader.ts';
import { type TextSplit, textSplitsOf } from './text-splits.ts';

/** Units of text per turn: some 200 µs of work for a chain that cuts lines into words. */
const UNITS_PER_TURN = 16_384;
const CHUNK_BYTES = 65_536;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = '\ufeff';

export class TextFileSource implements Source {
  readonly #host: OperatorHost;
  readonly #splits: readonly TextSplit[];
  #nextSplit = 0;
  #reader: SplitTextReader | GzipTextReader | undefined;
  #text = '';
  #at = 0;
  /** No text of the current file was seen yet. */
  #isFirstRun = false;

  constructor(host: OperatorHost, paths: readonly string[], splitBytes?: number) {
    this.#host = host;
    const { storage, workingDirectory, parallelism, subtaskIndex } = host;
    const splits = textSplitsOf(storage, paths, workingDirectory, { parallelism, splitBytes });
    this.#splits = splits.filter((_, index) => index % parallelism === subtaskIndex);
  }

  get pending(): Promise<void> | undefined {
    return this.#reader instanceof GzipTextReader ? this.#reader.pending : undefined;
  }

  step(): SourceStatus {
    if (this.#at >= this.#text.length) {
      if (!this.#nextRun()) return 'finished';
      if (this.#text.length === 0) return this.pending === undefined ? 'more' : 'waiting';
    }
    this.#emitLines();
    return 'more';
  }

  close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }

  #emitLines(): void {
    const host = this.#host;
    const text = this.#text;
    const stop = Math.min(text.length, this.#at + UNITS_PER_TURN);
    let at = this.#at;
    while (at < stop && host.canEmit()) {
      const newline = text.indexOf('\n', at);
      const next = newline < 0 ? text.length : newline + 1;
      let end = newline < 0 ? text.length : newline;
      if (end > at && newline >= 0 && text.charCodeAt(end - 1) === CARRIAGE_RETURN) end--;
      const line = text.substring(at, end);
      at = next;
      this.#at = at;
      host.emit(line);
    }
  }

  /** Loads the next text, which may be empty; false when all splits are done. */
  #nextRun(): boolean {
    this.#reader ??= this.#openNext();
    if (this.#reader === undefined) return false;
    const run = this.#reader.nextRun();
    if (run === undefined) this.close();
    this.#text = this.#isFirstRun && run?.startsWith(BYTE_ORDER_MARK) === true ? run.slice(1) : (run ?? '');
    if (this.#text.length > 0) this.#isFirstRun = false;
    this.#at = 0;
    return true;
  }

  #openNext(): SplitTextReader | GzipTextReader | undefined {
    const split = this.#splits[this.#nextSplit++];
    if (split === undefined) return undefined;
    const { storage } = this.#host;
    this.#isFirstRun = split.start === 0;
    return split.isCompressed
      ? new GzipTextReader(storage, split.path, CHUNK_BYTES)
      : new SplitTextReader(storage, split, CHUNK_BYTES);
  }
}
