/** What one line of the recorder's memory says, read back: a message that was handled, one that left for another
 *  node, an answer that arrived, a step of an actor's life, or what a supervisor decided. */

export type RecordKind = 'message' | 'answer' | 'system' | 'directive' | 'departure';
export type MessageOutcome = 'ok' | 'failed' | 'stashed' | 'unhandled' | 'withdrawn';

export type MessageRecord = {
  readonly kind: RecordKind;
  /** Number of the message in its system, and its Lamport time. */
  readonly id: number;
  /** Number of the message during whose handling this one was sent, in the system of `from`; 0 when there was none. */
  readonly cause: number;
  /** Path of who sent it, with an address when it was in another process; absent when no actor was sending. */
  readonly from: string | undefined;
  /** Path of whose mailbox it was in. */
  readonly to: string;
  readonly type: string;
  /** Epoch milliseconds at which its turn began. */
  readonly handledMs: number;
  /** From `tell` to the turn; accurate to a turn, since clocks are read once a turn. */
  readonly waitMs: number;
  /** Of the whole turn, which may hold more messages than this one; under a flood, of up to 64 turns. */
  readonly durationMs: number;
  readonly outcome: MessageOutcome;
  /** What it was about, such as a job's id. */
  readonly topic: string | undefined;
};
