/** The whole lines of a compressed file, in runs. Decompression runs on the event loop, so a run may not be there yet:
 *  `pending` settles when it is. One chunk is asked for at a time; the rest of the file waits in the file.
 *  Path: storage → **gzip reader** → text source. */
import { isStreamError, type StreamError, streamError } from '@rivulet/runtime/base';
import type { Storage } from '@rivulet/runtime/io';
import { LineBuffer } from './line-buffer.ts';

export class GzipTextReader {
  pending: Promise<void> | undefined;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #path: string;
  readonly #lines: LineBuffer;
  #isEndOfFile = false;
  #isFinished = false;
  #failure: StreamError | undefined;

  constructor(storage: Storage, path: string, chunkBytes: number) {
    this.#chunks = storage.readGzip(path)[Symbol.asyncIterator]();
    this.#path = path;
    this.#lines = new LineBuffer(chunkBytes);
  }

  /** The next run of whole lines (empty while `pending`: call again), or `undefined` at the end of the file. */
  nextRun(): string | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isFinished) return undefined;
    if (this.pending !== undefined) return '';
    const run = this.#lines.takeLines();
    if (this.#isEndOfFile) {
      this.#isFinished = true;
      return run + this.#lines.takeRest();
    }
    this.pending = this.#read();
    return run;
  }

  close(): void {
    // The file is closed by the iterator; nobody waits for that, and its failure would have no listener.
    this.#chunks.return?.().catch(() => undefined);
  }

  async #read(): Promise<void> {
    try {
      const next = await this.#chunks.next();
      if (next.done === true) this.#isEndOfFile = true;
      else this.#lines.append(next.value);
    } catch (error) {
      const details = { operation: 'decompress', path: this.#path, reason: String(error) };
      this.#failure = isStreamError(error) ? error : streamError('STORAGE_FAILED', details, error);
    }
    this.pending = undefined;
  }
}
