/** The door to time. Nothing else in Rivulet reads a clock or arms a timer, so a whole cluster can run on virtual time.
 *  Real: io/node. Simulated: io/sim, where time moves only when nothing is runnable. */

export type Clock = {
  /** Monotonic milliseconds since an arbitrary start; for durations. */
  nowMs(): number;
  /** Milliseconds since the epoch; for what people read. */
  wallMs(): number;
};

export type TimerHandle = { cancel(): void };

export type Timers = {
  /** Runs `callback` once, never early. A pending timer does not keep a process alive. */
  after(delayMs: number, callback: () => void): TimerHandle;
  /** Runs `callback` before any timer or socket event: for a dispatcher's next turn. */
  soon(callback: () => void): void;
  /** Runs `callback` after timers and sockets had their chance: for a dispatcher that used up its budget. */
  yielded(callback: () => void): void;
};
