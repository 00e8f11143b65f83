/** The owner's end of the way home: segments that other threads gave back, taken all at once.
 *  Path: gate or network thread → `SegmentMemory.recycle` → **recycle stack** → local buffer pool, remote gate.
 *  Any thread pushes with one compare-and-swap and needs to know nothing but the segment; the stack is threaded
 *  through the segments' own words, so it cannot overflow. The head also says whether the owner waits: one word,
 *  hence no moment between "nothing there" and "I wait" in which a wake-up could be lost. */
import { NO_SEGMENT } from '../ring/index.ts';
import type { SegmentMemory } from './segment-memory.ts';

export class RecycleStack {
  readonly #memory: SegmentMemory;
  readonly #home: number;

  constructor(memory: SegmentMemory, home: number) {
    this.#memory = memory;
    this.#home = home;
  }

  /** Says whom to ring once the owner awaits a segment. */
  attach(thread: number, source: number): void {
    this.#memory.setHomeListener(this.#home, thread, source);
  }

  /** Moves everything that came home into `target`, starting at `count`. @returns the new count */
  drainInto(target: Int32Array, count: number): number {
    let segment = this.#memory.takeHome(this.#home);
    let filled = count;
    while (segment !== NO_SEGMENT) {
      target[filled++] = segment;
      this.#memory.open(segment);
      segment = this.#memory.nextOf(segment);
    }
    return filled;
  }

  /** Asks to be rung at the next segment. @returns false when there is one already: drain instead of waiting */
  await(): boolean {
    return this.#memory.awaitHome(this.#home);
  }
}
