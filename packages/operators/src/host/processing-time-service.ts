/** Processing time as an operator sees it: what time it is, and a call when a time has come.
 *  Path: operator → **service** → the task's mailbox, between two records. Source: Flink's ProcessingTimeService. */

export type ProcessingTimeTimer = { cancel(): void };

export type ProcessingTimeService = {
  /** Milliseconds since the epoch. */
  currentProcessingTimeMs(): number;
  /** Posts `callback` as a mail when `atMs` has passed, or soon if it has already. Nothing is called any more once the
   *  task's operators have finished. */
  registerTimer(atMs: number, callback: (atMs: number) => void): ProcessingTimeTimer;
};
