/** The order in which an actor's user messages wait. A `RingBuffer` is the usual one (first in, first out). */
import type { Envelope } from './envelope.ts';

export type UserQueue = {
  readonly size: number;
  push(envelope: Envelope): void;
  /** The next one to be handled; `undefined` when nothing waits. */
  shift(): Envelope | undefined;
  /** What will be handled `index` places after the next one, as the queue stands. */
  peek(index: number): Envelope | undefined;
  /** Puts back what is to be handled next; only of a queue that keeps the order of arrival. */
  pushFront?(envelope: Envelope): void;
};
