/** One letter to a task: something to run between two records, on the task's own thread.
 *  Path: main thread, timers, operators → **mail** → task mailbox → mailbox processor.
 *  Source: Flink's Mail. */

export type Mail = {
  /** For listings: `cancel`, `timer at 12:00`. */
  readonly description: string;
  /** The place in the chain of the operator it belongs to; `MIN_PRIORITY` when it may wait for the main loop. */
  readonly priority: number;
  run(): void;
};

/** The main loop takes every mail. */
export const MIN_PRIORITY = -1;
/** Never held back by an operator that yields. */
export const MAX_PRIORITY: number = Number.MAX_SAFE_INTEGER;
