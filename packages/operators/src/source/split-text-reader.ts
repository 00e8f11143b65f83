/** The whole lines of one split of a text file, in runs. A line belongs to the split its first byte is in: a split
 *  that starts inside a line leaves that line to the one before, and finishes its own last line past its end.
 *  Path: storage → **split reader** → text source. Source: Hadoop's LineRecordReader. */
import type { FileReader, Storage } from '@rivulet/runtime/io';
import { LineBuffer } from './line-buffer.ts';
import type { TextSplit } from './text-splits.ts';

export class SplitTextReader {
  readonly #file: FileReader;
  readonly #end: number;
  readonly #lines: LineBuffer;
  /** Where in the file the first byte of the buffer is. */
  #bufferStart: number;
  #readPosition: number;
  #isInsideLine: boolean;
  #isFinished = false;

  constructor(storage: Storage, split: TextSplit, chunkBytes: number) {
    this.#file = storage.openReadSync(split.path);
    this.#end = split.end;
    this.#lines = new LineBuffer(chunkBytes);
    this.#isInsideLine = split.start > 0;
    // One byte earlier: if that is a newline, the split starts with a line of its own.
    this.#bufferStart = this.#readPosition = Math.max(0, split.start - 1);
  }

  /** The next run of whole lines (possibly empty: call again), or `undefined` at the end of the split. */
  nextRun(): string | undefined {
    if (this.#isFinished) return undefined;
    const byteCount = this.#file.readSync(this.#lines.room(), this.#readPosition);
    this.#readPosition += byteCount;
    this.#lines.added(byteCount);
    if (this.#isInsideLine && !this.#skipToLine(byteCount === 0)) return this.#isFinished ? undefined : '';
    if (byteCount === 0) return this.#finish(this.#lines.takeRest());
    if (this.#readPosition < this.#end) return this.#advance(this.#lines.takeLines());
    const rest = this.#lines.takeThrough(this.#end - 1 - this.#bufferStart);
    return rest === undefined ? '' : this.#finish(rest);
  }

  close(): void {
    this.#file.close();
  }

  /** False while the split's first own line was not reached. */
  #skipToLine(isEndOfFile: boolean): boolean {
    const dropped = this.#lines.dropLine(0);
    this.#bufferStart += dropped < 0 ? this.#lines.dropAll() : dropped;
    this.#isInsideLine = dropped < 0;
    // All of the split lies inside a line that began before it.
    if (this.#bufferStart >= this.#end || (dropped < 0 && isEndOfFile)) this.#isFinished = true;
    return !this.#isInsideLine && !this.#isFinished;
  }

  #advance(run: string): string {
    this.#bufferStart = this.#readPosition - this.#lines.size;
    return run;
  }

  #finish(run: string): string {
    this.#isFinished = true;
    return run;
  }
}
