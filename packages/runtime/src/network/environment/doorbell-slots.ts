/** Hands out the slots of the doorbell table, one for each thread that reads or writes channels. Main thread. */
import { assert, streamError } from '../../base/index.ts';
import { type DoorbellHandle, DoorbellTable } from '../ring/index.ts';

export class DoorbellSlots {
  readonly #table: SharedArrayBuffer;
  readonly #free: number[];

  constructor(table: SharedArrayBuffer, count: number) {
    this.#table = table;
    this.#free = Array.from({ length: count }, (_, i) => count - 1 - i);
  }

  allocate(): DoorbellHandle {
    const thread = this.#free.pop();
    if (thread === undefined)
      throw streamError('NET_TOO_MANY_THREADS', { limit: new DoorbellTable(this.#table).threadCount });
    new DoorbellTable(this.#table).clear(thread);
    return { table: this.#table, thread };
  }

  release(handle: DoorbellHandle): void {
    assert(!this.#free.includes(handle.thread), 'a doorbell is released once');
    this.#free.push(handle.thread);
  }
}
