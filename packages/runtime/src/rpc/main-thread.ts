/** The right to run code as an endpoint: one piece at a time, between two messages, never inside another piece.
 *  Helpers that call back (heartbeats, registrations) take one, so that their owners need no locks.
 *  Source: Flink's ComponentMainThreadExecutor. */
import type { TimerHandle } from '../io/index.ts';

export type MainThread = {
  /** Runs `action` as a message of the endpoint, after those already queued. */
  runAsync(action: () => void): void;
  /** As `runAsync`, not before `delayMs` have passed. Dropped when the endpoint stops first, or when cancelled,
   *  even if its message is already queued. */
  scheduleRunAsync(delayMs: number, action: () => void): TimerHandle;
};
