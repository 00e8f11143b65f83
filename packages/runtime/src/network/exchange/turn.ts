/** What the network thread still has to do before its turn ends: one entry per endpoint, however often it was touched.
 *  Frames and credits gathered during a turn leave together; that is what makes AddCredit coalesce (Flink posts a task
 *  to the event loop for it). Invariant: whoever was deferred is flushed once, after everything that touched it. */

export interface TurnFlush {
  /** Kept by the turn. */
  flushDeferred: boolean;
  flush(): void;
}

export class Turn {
  #deferred: TurnFlush[];

  constructor() {
    this.#deferred = [];
  }

  defer(work: TurnFlush): void {
    if (work.flushDeferred) return;
    work.flushDeferred = true;
    this.#deferred.push(work);
  }

  get isEmpty(): boolean {
    return this.#deferred.length === 0;
  }

  /** Flushing may defer others: they are flushed as well. */
  end(): void {
    while (this.#deferred.length > 0) {
      const deferred = this.#deferred;
      this.#deferred = [];
      for (const work of deferred) {
        work.flushDeferred = false;
        work.flush();
      }
    }
  }
}
