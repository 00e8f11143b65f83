/** What the reader of a ring tells its writer: the size of buffers it would like, that all records are processed, and
 *  that a channel whose barrier has waited for the others may go on.
 *  Path: input channel → **replies** → subpartition (same TaskManager), or → remote gate → frame → the producer's view
 *  → **replies** → subpartition. Local and remote channels thereby take the same way, and nobody waits.
 *  Each reply is one word that its side stores before it rings, and the other reads when it likes.
 *  Invariant: a reply that was given before the writer listens is not lost: the writer looks once when it starts. */
import type { DoorbellTable } from './doorbell-table.ts';
import {
  DESIRED_BUFFER_SIZE,
  RECORDS_PROCESSED,
  REPLIES_SOURCE,
  REPLIES_THREAD,
  RESUMES,
} from './ring-layout.ts';

export class ReaderReplies {
  readonly #words: Int32Array;
  readonly #doorbells: DoorbellTable;
  #resumesTaken: number;

  constructor(buffer: SharedArrayBuffer, doorbells: DoorbellTable) {
    this.#words = new Int32Array(buffer);
    this.#doorbells = doorbells;
    this.#resumesTaken = Atomics.load(this.#words, RESUMES);
  }

  /** From the writer: whom to ring for a reply. */
  listen(thread: number, source: number): void {
    Atomics.store(this.#words, REPLIES_SOURCE, source);
    Atomics.store(this.#words, REPLIES_THREAD, thread + 1);
  }

  /** From the writer, when its source is somebody else's again. */
  ignore(): void {
    Atomics.store(this.#words, REPLIES_THREAD, 0);
  }

  /** From the reader: how large the next buffers should be, at most. @param bytes more than 0 */
  desireBufferSize(bytes: number): void {
    Atomics.store(this.#words, DESIRED_BUFFER_SIZE, bytes);
    this.#ring();
  }

  /** From the reader: `endOfData` has been taken, and everything before it. */
  acknowledgeRecords(): void {
    Atomics.store(this.#words, RECORDS_PROCESSED, 1);
    this.#ring();
  }

  /** 0: the reader has no wish. Hot: once per buffer, a plain read, since a wish may come a buffer late. */
  get desiredBufferSize(): number {
    return this.#words[DESIRED_BUFFER_SIZE]!;
  }

  get recordsProcessed(): boolean {
    return Atomics.load(this.#words, RECORDS_PROCESSED) === 1;
  }

  /** From the reader, whose barrier its writer holds: go on. */
  resumeConsumption(): void {
    Atomics.add(this.#words, RESUMES, 1);
    this.#ring();
  }

  /** From the writer. @returns how often the reader resumed the channel since the last call */
  takeResumes(): number {
    const resumes = Atomics.load(this.#words, RESUMES);
    const count = (resumes - this.#resumesTaken) | 0;
    this.#resumesTaken = resumes;
    return count;
  }

  #ring(): void {
    const thread = Atomics.load(this.#words, REPLIES_THREAD) - 1;
    if (thread >= 0) this.#doorbells.ring(thread, Atomics.load(this.#words, REPLIES_SOURCE));
  }
}
