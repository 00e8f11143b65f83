/** How threads meet: rings of segment indexes and events, and the doorbells that wake a parked reader. */
export type { DoorbellHandle, ReadyListener } from './doorbell.ts';
export { Doorbell } from './doorbell.ts';
export { BITS_PER_THREAD, CONTROL_SOURCE, DoorbellTable } from './doorbell-table.ts';
export {
  createRingBuffer,
  NO_CREDIT_COUNTED,
  NO_SEGMENT,
  RING_CAPACITY,
  RING_DATA_CAPACITY,
  RING_EVENT_LIMIT,
} from './ring-layout.ts';
export { ANNOUNCES, OVERTAKES, REPLACES } from './priority-lane.ts';
export { ReaderReplies } from './reader-replies.ts';
export type { RingFigures } from './ring-figures.ts';
export { readRingFigures } from './ring-figures.ts';
export { RingReader } from './ring-reader.ts';
export { RingWriter } from './ring-writer.ts';
