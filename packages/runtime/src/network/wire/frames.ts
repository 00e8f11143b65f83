/** The layout of every frame of the data plane, as bytes; what they mean is `exchange`'s business.
 *  All numbers are big-endian. A frame: length u32 (of the whole frame, itself included), magic u32, id u8, body.
 *
 *   id  name                  to        body
 *    0  BufferResponse        consumer  receiver u32, subpartition i32, sequence i32, backlog i32, dataType u8,
 *                                       isCompressed u8, size i32, then `size` bytes of payload
 *    1  ErrorResponse         consumer  hasReceiver u8, receiver u32, then the error as JSON in UTF-8
 *    2  PartitionRequest      producer  receiver u32, subpartition i32, initialCredit i32, flowControl u8,
 *                                       then the partition id in UTF-8
 *    3  TaskEventRequest      producer  receiver u32, kind i32, size u16, then `size` bytes of the event, then the
 *                                       partition id in UTF-8
 *    4  CancelPartitionRequest producer receiver u32
 *    5  CloseRequest          producer  (empty)
 *    6  AddCredit             producer  credit i32, receiver u32
 *    7  ResumeConsumption     producer  receiver u32
 *    8  AckAllUserRecordsProcessed producer receiver u32
 *    9  BacklogAnnouncement   consumer  backlog i32, receiver u32
 *   10  NewBufferSize         producer  size i32, receiver u32
 *   64  Hello                 producer  the shared secret in UTF-8; first of all, and only where there is a secret
 *
 *  Source: Flink's NettyMessage, same ids, order and magic. Differences: a receiver is 4 bytes (a counter of the
 *  consumer's process; Flink's 16 random bytes name the same thing, one reader of one connection), a partition id is
 *  text, one subpartition instead of a range, errors are JSON. Id 11 is kept free for Flink's meaning; from 64
 *  on they are ours alone. */

export const MAGIC: number = 0xbadc0ffe;
export const FRAME_HEADER_BYTES: number = 9;

export const BUFFER_RESPONSE: number = 0;
export const ERROR_RESPONSE: number = 1;
export const PARTITION_REQUEST: number = 2;
export const TASK_EVENT_REQUEST: number = 3;
export const CANCEL_PARTITION_REQUEST: number = 4;
export const CLOSE_REQUEST: number = 5;
export const ADD_CREDIT: number = 6;
export const RESUME_CONSUMPTION: number = 7;
export const ACK_ALL_USER_RECORDS_PROCESSED: number = 8;
export const BACKLOG_ANNOUNCEMENT: number = 9;
export const NEW_BUFFER_SIZE: number = 10;
export const HELLO: number = 64;

/** The fixed part of a BufferResponse's body. */
export const BUFFER_BODY_BYTES: number = 22;
/** A BufferResponse up to its payload. */
export const BUFFER_HEADER_BYTES: number = FRAME_HEADER_BYTES + BUFFER_BODY_BYTES;

/** Text in a frame (a partition id, an error with its stack) may be this long. */
export const MAX_TEXT_BYTES: number = 65_536;

/** Longest secret, and so the most that is kept of what a stranger sends. A longer one would not fit into the headers
 *  of a REST request either. */
export const MAX_SECRET_BYTES: number = 16_384;

/** A TaskEventRequest up to the event's bytes. */
export const TASK_EVENT_BODY_BYTES: number = 10;
/** As many as its size can say. */
const MAX_TASK_EVENT_BYTES = 65_535;

export type FrameDirection = 'toConsumer' | 'toProducer';

/** Bounds of a frame's body, known before a byte of it is read. */
export type FrameBounds = { readonly least: number; readonly most: number };

const FRAMES_TO_PRODUCER: ReadonlyMap<number, FrameBounds> = new Map([
  [PARTITION_REQUEST, { least: 14, most: 13 + MAX_TEXT_BYTES }],
  [
    TASK_EVENT_REQUEST,
    { least: TASK_EVENT_BODY_BYTES + 1, most: TASK_EVENT_BODY_BYTES + MAX_TASK_EVENT_BYTES + MAX_TEXT_BYTES },
  ],
  [CANCEL_PARTITION_REQUEST, { least: 4, most: 4 }],
  [CLOSE_REQUEST, { least: 0, most: 0 }],
  [ADD_CREDIT, { least: 8, most: 8 }],
  [RESUME_CONSUMPTION, { least: 4, most: 4 }],
  [ACK_ALL_USER_RECORDS_PROCESSED, { least: 4, most: 4 }],
  [NEW_BUFFER_SIZE, { least: 8, most: 8 }],
  [HELLO, { least: 0, most: MAX_SECRET_BYTES }],
]);

const FRAMES_TO_CONSUMER: ReadonlyMap<number, FrameBounds> = new Map([
  [ERROR_RESPONSE, { least: 7, most: 5 + MAX_TEXT_BYTES }],
  [BACKLOG_ANNOUNCEMENT, { least: 8, most: 8 }],
]);

/** @param maxPayloadBytes longest payload of a BufferResponse: the segment size
 *  @returns `undefined` for an id that does not travel in this direction */
export function frameBounds(
  id: number,
  direction: FrameDirection,
  maxPayloadBytes: number,
): FrameBounds | undefined {
  if (direction === 'toProducer') return FRAMES_TO_PRODUCER.get(id);
  if (id === BUFFER_RESPONSE) return { least: BUFFER_BODY_BYTES, most: BUFFER_BODY_BYTES + maxPayloadBytes };
  return FRAMES_TO_CONSUMER.get(id);
}

export function readU32(bytes: Uint8Array, at: number): number {
  return readI32(bytes, at) >>> 0;
}

export function readI32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

export function writeI32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

/** Writes length, magic and id. */
export function writeFrameHeader(target: Uint8Array, at: number, id: number, bodyBytes: number): void {
  writeI32(target, at, FRAME_HEADER_BYTES + bodyBytes);
  writeI32(target, at + 4, MAGIC);
  target[at + 8] = id;
}
