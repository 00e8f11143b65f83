/** What travels in band between the records of a channel: it keeps its place, but costs no segment and no credit.
 *  An event has a data type (the byte of Flink's Buffer.DataType) and at most five words of payload, which is how it
 *  lies in a ring; on the wire it is Flink's serialized event (EventSerializer: type, fields).
 *  The union grows with checkpoint barriers. */
import { assertNever, streamError } from '../../base/index.ts';

export type ChannelEvent =
  /** No more records. @property drain false when the job is stopped early and windows must not fire */
  | { readonly kind: 'endOfData'; readonly drain: boolean }
  /** Nothing at all follows on this channel. */
  | { readonly kind: 'endOfPartition' };

/** Flink's ordinals; they are the data-type byte of a BufferResponse and of a ring entry. */
export const DATA_BUFFER = 1;
export const END_OF_DATA = 9;
export const END_OF_PARTITION = 10;

export const EVENT_PAYLOAD_WORDS = 5;

// Event types inside a serialized event.
const EVENT_END_OF_PARTITION = 0;
const EVENT_END_OF_DATA = 8;
const DRAIN = 0;
const NO_DRAIN = 1;

/** The longest serialized event; a frame that announces more is refused. */
export const MAX_EVENT_BYTES = 64;

export function isDataType(dataType: number): boolean {
  return dataType === DATA_BUFFER;
}

export function dataTypeOf(event: ChannelEvent): number {
  return event.kind === 'endOfData' ? END_OF_DATA : END_OF_PARTITION;
}

/** The words of an event for a ring entry. @param target of at least 5 words */
export function writeEventWords(event: ChannelEvent, target: Int32Array): void {
  target.fill(0);
  switch (event.kind) {
    case 'endOfData':
      target[0] = event.drain ? DRAIN : NO_DRAIN;
      return;
    case 'endOfPartition':
      return;
    default:
      assertNever(event, 'channel event');
  }
}

export function eventOfWords(dataType: number, words: Int32Array): ChannelEvent {
  switch (dataType) {
    case END_OF_DATA:
      return { kind: 'endOfData', drain: words[0] === DRAIN };
    case END_OF_PARTITION:
      return { kind: 'endOfPartition' };
    default:
      return assertNever(dataType as never, 'data type of an event');
  }
}

/** Writes the serialized event at `offset`. @returns its length */
export function serializeEvent(event: ChannelEvent, target: Uint8Array, offset: number): number {
  const view = new DataView(target.buffer, target.byteOffset + offset);
  switch (event.kind) {
    case 'endOfData':
      view.setInt32(0, EVENT_END_OF_DATA);
      view.setUint8(4, event.drain ? DRAIN : NO_DRAIN);
      return 5;
    case 'endOfPartition':
      view.setInt32(0, EVENT_END_OF_PARTITION);
      return 4;
    default:
      return assertNever(event, 'channel event');
  }
}

/** @throws StreamError NET_BAD_EVENT when the bytes are not an event of this data type */
export function deserializeEvent(dataType: number, bytes: Uint8Array): ChannelEvent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (dataType === END_OF_DATA && bytes.byteLength === 5 && view.getInt32(0) === EVENT_END_OF_DATA) {
    return { kind: 'endOfData', drain: view.getUint8(4) === DRAIN };
  }
  if (
    dataType === END_OF_PARTITION &&
    bytes.byteLength === 4 &&
    view.getInt32(0) === EVENT_END_OF_PARTITION
  ) {
    return { kind: 'endOfPartition' };
  }
  throw streamError('NET_BAD_EVENT', { dataType, length: bytes.byteLength });
}
