/** What a consuming task tells the producer of one of its channels, against the flow of records: Flink's TaskEvent.
 *  Path: input gate → (main thread → network thread → frame 3 → network thread) → dispatcher → the producer's mailbox.
 *  Rare and small, so it takes the control ports and no buffer; nothing per record knows of it.
 *  Invariant: what is sent is no longer than the bound, so a frame is refused by its length alone. */
import { streamError } from '../../base/index.ts';

/** More does not belong beside a stream; a larger thing is a record. */
export const MAX_TASK_EVENT_BYTES: number = 16_384;

/** Structured-clonable. */
export type TaskEvent = {
  /** What the bytes mean: sender and listeners agree on it. A signed 32-bit number. */
  readonly kind: number;
  readonly bytes: Uint8Array;
};

/** @returns the event with bytes of its own, whatever becomes of the caller's
 *  @throws StreamError NET_TASK_EVENT_TOO_LARGE */
export function ownedTaskEvent({ kind, bytes }: TaskEvent): TaskEvent {
  if (bytes.length > MAX_TASK_EVENT_BYTES) {
    throw streamError('NET_TASK_EVENT_TOO_LARGE', { kind, size: bytes.length, most: MAX_TASK_EVENT_BYTES });
  }
  return { kind: kind | 0, bytes: bytes.slice() };
}
