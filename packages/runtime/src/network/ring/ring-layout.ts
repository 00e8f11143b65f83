/** Where the words of a ring lie in its shared buffer. A ring is the queue of one subpartition, or of one remote
 *  channel: written by one thread, read by one thread, 128 entries of 16 words,
 *  and beside them a lane of 32 for events with priority.
 *  An event lies in its entry as bytes; a data buffer as the number of its segment.
 *  Lines of 128 bytes keep the two threads from invalidating each other's cache line (and its neighbour) needlessly. */

/** Fixed, so that whoever comes first, producer or consumer, can make the ring without knowing the other. */
export const RING_CAPACITY: number = 128;
/** Data may fill this much of a ring; the rest is left to events, which never wait: the barriers of many checkpoints
 *  that timed out behind data nobody read. */
export const RING_DATA_CAPACITY: number = 48;
/** An event is added to a shorter queue only: then all the data there may be still finds room. */
export const RING_EVENT_LIMIT: number = RING_CAPACITY - RING_DATA_CAPACITY;

const LINE_WORDS = 32;

// Line 0: written by the reader.
export const HEAD: number = 0;
export const READER_THREAD: number = 1;
export const READER_SOURCE: number = 2;
/** As 64-bit floats, for reports: index into a Float64Array over the same buffer. */
export const BUFFERS_READ_F64: number = 4;
export const BYTES_READ_F64: number = 5;
/** First of the words in which a subpartition's sender shows its figures to the main thread. */
export const READER_FIGURES: number = 12;
/** The replies of the reader, see reader-replies.ts. */
export const DESIRED_BUFFER_SIZE: number = 16;
export const RECORDS_PROCESSED: number = 17;
/** How often the reader wanted the channel to go on after a barrier; wraps. */
export const RESUMES: number = 18;
/** Credit is shown as one more than it is: a fresh ring, and a flow control that counts none, show this. */
export const NO_CREDIT_COUNTED: number = 0;

/** No reader is attached, or none any more. */
export const NO_SOURCE: number = 0;
export const PRIORITY_HEAD: number = 24;

// Line 1: written by the writer.
export const TAIL: number = LINE_WORDS;
/** Bytes shown to the reader so far, as a 32-bit integer that wraps: only its difference to the bytes read is used. */
export const BYTES_WRITTEN: number = LINE_WORDS + 1;
/** First of the words in which a remote channel shows its figures to the main thread. */
export const FIGURES: number = LINE_WORDS + 2;
/** Whom the reader rings with a reply: one more than the thread, 0 while nobody listens. */
export const REPLIES_THREAD: number = LINE_WORDS + 20;
export const REPLIES_SOURCE: number = LINE_WORDS + 21;

export const PRIORITY_TAIL: number = LINE_WORDS + 24;
/** 1: barriers are held where the writer's data comes from; 0: by the reader itself. */
export const HELD_BY_WRITER: number = LINE_WORDS + 25;

// Line 2: written by both: 1 while the reader wants to be rung.
export const READER_IDLE: number = 2 * LINE_WORDS;

export const ENTRIES: number = 3 * LINE_WORDS;
/** One cache line of 64 bytes. */
export const ENTRY_WORDS: number = 16;

// Within an entry.
export const ENTRY_TYPE: number = 0;
export const ENTRY_SEGMENT: number = 1;
/** Data buffers pushed so far, this entry included: the difference of two entries is the data between them. */
export const ENTRY_DATA_COUNT: number = 2;
/** Of an event: how many bytes it has, and then these. */
export const ENTRY_LENGTH: number = 3;
export const ENTRY_BYTES: number = 4;
export const ENTRY_BYTES_MAX: number = (ENTRY_WORDS - ENTRY_BYTES) * 4;

// Within an entry of the priority lane, in the places of segment and data count.
/** What the mark is to the entry: OVERTAKES, ANNOUNCES or REPLACES. */
export const ENTRY_RELATION: number = ENTRY_SEGMENT;
/** An index of the queue. */
export const ENTRY_MARK: number = ENTRY_DATA_COUNT;

export const NO_SEGMENT: number = -1;

/** Entries of the priority lane: the few events that have overtaken and that nobody has read. */
export const LANE_CAPACITY: number = 32;
const LANE_ENTRIES: number = ENTRIES + RING_CAPACITY * ENTRY_WORDS;

export function createRingBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer((LANE_ENTRIES + LANE_CAPACITY * ENTRY_WORDS) * 4);
}

/** The word at which entry number `index` starts; indexes grow for ever and wrap as 32-bit integers do. */
export function entryOffset(index: number): number {
  return ENTRIES + (index & (RING_CAPACITY - 1)) * ENTRY_WORDS;
}

export function laneOffset(index: number): number {
  return LANE_ENTRIES + (index & (LANE_CAPACITY - 1)) * ENTRY_WORDS;
}
