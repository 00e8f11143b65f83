/** A thread's own doorbell: who is to be told when a source rings, and how to sleep until one does.
 *  Path: ring writer → DoorbellTable → **dispatch** → input channel, credit view, recycle stack.
 *  Invariant: after any dispatch that found something, `park` returns once without sleeping, so whoever
 *  dispatched (another task of the same slot, a gate) cannot swallow somebody else's wake-up. */
import { assert } from '../../base/index.ts';
import { BITS_PER_THREAD, CONTROL_SOURCE, DoorbellTable } from './doorbell-table.ts';

/** Structured-clonable: names a thread's slot in the table of its TaskManager. */
export type DoorbellHandle = { readonly table: SharedArrayBuffer; readonly thread: number };

export interface ReadyListener {
  /** Something may have come. Called on the doorbell's thread; may be called without cause. */
  onReady(): void;
}

export class Doorbell {
  readonly table: DoorbellTable;
  readonly thread: number;
  /** Set when the control plane rang; whoever reads the message port sets it back before reading. */
  controlRung: boolean;
  readonly #listeners: (ReadyListener | undefined)[];
  readonly #freeSources: number[];
  #rungSincePark: boolean;

  constructor(table: DoorbellTable, thread: number) {
    this.table = table;
    this.thread = thread;
    this.controlRung = false;
    this.#listeners = [undefined];
    this.#freeSources = [];
    this.#rungSincePark = false;
  }

  static attach(handle: DoorbellHandle): Doorbell {
    return new Doorbell(new DoorbellTable(handle.table), handle.thread);
  }

  /** From any thread: "look at your message port". Post the message first. */
  static ringControl(handle: DoorbellHandle): void {
    new DoorbellTable(handle.table).ring(handle.thread, CONTROL_SOURCE);
  }

  /** @returns the source number to ring for this listener */
  register(listener: ReadyListener): number {
    const source = this.#freeSources.pop() ?? this.#listeners.length;
    this.#listeners[source] = listener;
    return source;
  }

  /** A late ring of this source is ignored, or heard without cause by the next owner of the number. */
  unregister(source: number): void {
    assert(this.#listeners[source] !== undefined, 'a source is unregistered once');
    this.#listeners[source] = undefined;
    this.#freeSources.push(source);
  }

  /** Rings this thread itself. */
  ring(source: number = CONTROL_SOURCE): void {
    this.table.ring(this.thread, source);
  }

  /** Tells the listeners whose sources rang. Hot: once per buffer, one load when nothing rang.
   *  @returns whether anything rang */
  dispatch(): boolean {
    if (!this.table.isRung(this.thread)) return false;
    this.#rungSincePark = true;
    let summary = this.table.takeSummary(this.thread);
    while (summary !== 0) {
      const word = 31 - Math.clz32(summary);
      summary &= ~(1 << word);
      let bits = this.table.takeBits(this.thread, word);
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits);
        bits &= ~(1 << bit);
        this.#tell(word * 32 + bit);
      }
    }
    return true;
  }

  /** Sleeps until something rings or `timeoutMs` (may be Infinity) passed. Blocks the thread. */
  park(timeoutMs: number): void {
    if (this.#rungSincePark) this.#rungSincePark = false;
    else this.table.wait(this.thread, timeoutMs);
  }

  /** For a thread with an event loop. `undefined`: do not sleep, look again. */
  parkAsync(): Promise<unknown> | undefined {
    if (this.#rungSincePark) {
      this.#rungSincePark = false;
      return undefined;
    }
    return this.table.waitAsync(this.thread);
  }

  #tell(bit: number): void {
    if (bit === CONTROL_SOURCE) this.controlRung = true;
    for (let source = bit; source < this.#listeners.length; source += BITS_PER_THREAD) {
      this.#listeners[source]?.onReady();
    }
  }
}
