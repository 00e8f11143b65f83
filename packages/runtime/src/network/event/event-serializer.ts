/** Events as bytes, the same in a ring and on the wire: a type, then the event's fields, all big-endian.
 *
 *    type  event                  fields
 *       0  endOfPartition
 *       1  checkpointBarrier      id i64, timestamp i64, snapshot u8, [savepoint format u8 = 0, for kinds 1 to 3],
 *                                 location length i32 = -1, alignment u8, alignment timeout i64 (its largest: never)
 *       4  cancelCheckpointMarker id i64
 *       5  endOfChannelState
 *       6  eventAnnouncement      sequence i32, then the announced barrier
 *       8  endOfData              0 drain, 1 no drain: u8
 *
 *  Invariant: whatever bytes come in, an event of the data type that goes with it comes out, or NET_BAD_EVENT.
 *  Source: Flink's EventSerializer, same types and order. */
import { assertNever, type StreamError, streamError } from '../../base/index.ts';
import {
  type BarrierAlignment,
  type ChannelEvent,
  type CheckpointBarrier,
  dataTypeOf,
  type SnapshotKind,
} from './channel-event.ts';

/** The longest serialized event; a frame that announces more is refused. */
export const MAX_EVENT_BYTES = 48;

const END_OF_PARTITION = 0;
const CHECKPOINT_BARRIER = 1;
const CANCEL_CHECKPOINT_MARKER = 4;
const END_OF_CHANNEL_STATE = 5;
const EVENT_ANNOUNCEMENT = 6;
const END_OF_DATA = 8;

const DRAIN = 0;
const NO_DRAIN = 1;
const CANONICAL_FORMAT = 0;
const DEFAULT_LOCATION = -1;
const NEVER_HIGH_WORD = 0x7fff_ffff;
const NEVER_LOW_WORD = 0xffff_ffff;
const WORD = 2 ** 32;

// Their places are Flink's numbers.
const SNAPSHOTS: readonly SnapshotKind[] = [
  'checkpoint',
  'savepoint',
  'suspend',
  'terminate',
  'full-checkpoint',
];
const ALIGNMENTS: readonly BarrierAlignment[] = ['at-least-once', 'aligned', 'unaligned', 'forced-aligned'];

/** Writes the serialized event at `offset`. @returns its length */
export function serializeEvent(event: ChannelEvent, target: Uint8Array, offset: number): number {
  const out = new EventOutput(target, offset);
  writeEvent(event, out);
  return out.at;
}

/** @throws StreamError NET_BAD_EVENT when the bytes are not an event of this data type */
export function deserializeEvent(dataType: number, bytes: Uint8Array): ChannelEvent {
  const event = new EventInput(bytes).readWhole();
  if (event === undefined || dataTypeOf(event) !== dataType) throw badEvent(dataType, bytes.byteLength);
  return event;
}

export function badEvent(dataType: number, length: number): StreamError {
  return streamError('NET_BAD_EVENT', { dataType, length });
}

function writeEvent(event: ChannelEvent, out: EventOutput): void {
  switch (event.kind) {
    case 'checkpointBarrier':
      return writeBarrier(event, out);
    case 'cancelCheckpointMarker':
      out.i32(CANCEL_CHECKPOINT_MARKER);
      return out.i64(event.checkpointId);
    case 'eventAnnouncement':
      out.i32(EVENT_ANNOUNCEMENT);
      out.i32(event.sequenceNumber);
      return writeBarrier(event.announced, out);
    case 'endOfChannelState':
      return out.i32(END_OF_CHANNEL_STATE);
    case 'endOfData':
      out.i32(END_OF_DATA);
      return out.u8(event.drain ? DRAIN : NO_DRAIN);
    case 'endOfPartition':
      return out.i32(END_OF_PARTITION);
    default:
      assertNever(event, 'channel event');
  }
}

function writeBarrier(barrier: CheckpointBarrier, out: EventOutput): void {
  out.i32(CHECKPOINT_BARRIER);
  out.i64(barrier.checkpointId);
  out.i64(barrier.timestampMs);
  out.u8(SNAPSHOTS.indexOf(barrier.snapshot));
  if (isSavepoint(barrier.snapshot)) out.u8(CANONICAL_FORMAT);
  out.i32(DEFAULT_LOCATION);
  out.u8(ALIGNMENTS.indexOf(barrier.alignment));
  out.i64(barrier.alignedTimeoutMs);
}

function isSavepoint(snapshot: SnapshotKind): boolean {
  return snapshot !== 'checkpoint' && snapshot !== 'full-checkpoint';
}

class EventOutput {
  /** Bytes written. */
  at: number;
  readonly #view: DataView;

  constructor(target: Uint8Array, offset: number) {
    this.at = 0;
    this.#view = new DataView(target.buffer, target.byteOffset + offset);
  }

  u8(value: number): void {
    this.#view.setUint8(this.at, value);
    this.at += 1;
  }

  i32(value: number): void {
    this.#view.setInt32(this.at, value);
    this.at += 4;
  }

  /** Of a whole number from 0 on; Infinity is the largest there is. */
  i64(value: number): void {
    const never = value === Infinity;
    this.#view.setUint32(this.at, never ? NEVER_HIGH_WORD : Math.floor(value / WORD));
    this.#view.setUint32(this.at + 4, never ? NEVER_LOW_WORD : value % WORD);
    this.at += 8;
  }
}

/** Reads fields until one is not there or makes no sense; from then on every field is undefined. */
class EventInput {
  readonly #view: DataView;
  #at: number;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = 0;
  }

  /** An event that takes all bytes. */
  readWhole(): ChannelEvent | undefined {
    const event = this.#event();
    return this.#at === this.#view.byteLength ? event : undefined;
  }

  #event(): ChannelEvent | undefined {
    switch (this.#i32()) {
      case CHECKPOINT_BARRIER:
        return this.#barrier();
      case CANCEL_CHECKPOINT_MARKER:
        return this.#cancelMarker();
      case EVENT_ANNOUNCEMENT:
        return this.#announcement();
      case END_OF_CHANNEL_STATE:
        return { kind: 'endOfChannelState' };
      case END_OF_DATA:
        return this.#endOfData();
      case END_OF_PARTITION:
        return { kind: 'endOfPartition' };
      default:
        return undefined;
    }
  }

  #barrier(): CheckpointBarrier | undefined {
    const checkpointId = this.#i64();
    const timestampMs = this.#i64();
    const snapshot = SNAPSHOTS[this.#u8() ?? SNAPSHOTS.length];
    if (snapshot === undefined || (isSavepoint(snapshot) && this.#u8() !== CANONICAL_FORMAT))
      return undefined;
    const location = this.#i32();
    const alignment = ALIGNMENTS[this.#u8() ?? ALIGNMENTS.length];
    const alignedTimeoutMs = this.#i64OrNever();
    if (checkpointId === undefined || timestampMs === undefined || alignedTimeoutMs === undefined)
      return undefined;
    if (location !== DEFAULT_LOCATION || alignment === undefined) return undefined;
    return { kind: 'checkpointBarrier', checkpointId, timestampMs, snapshot, alignment, alignedTimeoutMs };
  }

  #cancelMarker(): ChannelEvent | undefined {
    const checkpointId = this.#i64();
    return checkpointId === undefined ? undefined : { kind: 'cancelCheckpointMarker', checkpointId };
  }

  #announcement(): ChannelEvent | undefined {
    const sequenceNumber = this.#i32();
    const announced = this.#i32() === CHECKPOINT_BARRIER ? this.#barrier() : undefined;
    if (sequenceNumber === undefined || announced === undefined) return undefined;
    return { kind: 'eventAnnouncement', sequenceNumber, announced };
  }

  #endOfData(): ChannelEvent | undefined {
    const stopMode = this.#u8();
    return stopMode === undefined ? undefined : { kind: 'endOfData', drain: stopMode === DRAIN };
  }

  #u8(): number | undefined {
    return this.#take(1) ? this.#view.getUint8(this.#at - 1) : undefined;
  }

  #i32(): number | undefined {
    return this.#take(4) ? this.#view.getInt32(this.#at - 4) : undefined;
  }

  /** A number too large to be counted exactly is none. */
  #i64(): number | undefined {
    const value = this.#i64OrNever();
    return Number.isSafeInteger(value) ? value : undefined;
  }

  #i64OrNever(): number | undefined {
    if (!this.#take(8)) return undefined;
    const high = this.#view.getUint32(this.#at - 8);
    const low = this.#view.getUint32(this.#at - 4);
    if (high === NEVER_HIGH_WORD && low === NEVER_LOW_WORD) return Infinity;
    const value = high * WORD + low;
    return Number.isSafeInteger(value) ? value : undefined;
  }

  #take(count: number): boolean {
    if (this.#at + count > this.#view.byteLength) return false;
    this.#at += count;
    return true;
  }
}
