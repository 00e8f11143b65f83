/** Whether one connection of the old flow control (`tcp`) reads, and what changes that: the whole state machine.
 *  - reading: every message is handled as it comes; nothing is staged
 *  - waiting: a data message found no buffer; the socket is not read, and whatever still comes is staged behind it
 *  - draining: the buffer came, or is not needed any more; staged messages are handled one by one, in order
 *  - closed: the connection is gone, and what was staged with it.
 *  `undefined` marks what cannot happen. Source: Flink 1.4's PartitionRequestClientHandler. */

export type ReadingState = 'reading' | 'waiting' | 'draining' | 'closed';

export type ReadingInput =
  /** A data message is next, and its gate has no free buffer. */
  | 'bufferMissing'
  /** The gate gave the awaited buffer. */
  | 'bufferGranted'
  /** The gate that was waited for is closed: the message is of no use any more. */
  | 'gateClosed'
  /** No staged message is left. */
  | 'stageEmpty'
  | 'connectionClosed';

export const READING_TABLE: Readonly<
  Record<ReadingState, Readonly<Record<ReadingInput, ReadingState | undefined>>>
> = {
  reading: {
    bufferMissing: 'waiting',
    bufferGranted: undefined,
    gateClosed: 'reading',
    stageEmpty: undefined,
    connectionClosed: 'closed',
  },
  waiting: {
    bufferMissing: undefined,
    bufferGranted: 'draining',
    gateClosed: 'draining',
    stageEmpty: undefined,
    connectionClosed: 'closed',
  },
  draining: {
    bufferMissing: 'waiting',
    bufferGranted: undefined,
    gateClosed: 'draining',
    stageEmpty: 'reading',
    connectionClosed: 'closed',
  },
  closed: {
    bufferMissing: undefined,
    bufferGranted: undefined,
    gateClosed: 'closed',
    stageEmpty: undefined,
    connectionClosed: 'closed',
  },
};
