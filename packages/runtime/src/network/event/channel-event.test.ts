/** Events come out as they went in, with Flink's data types and layout; other bytes are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStreamError } from '../../base/index.ts';
import {
  ALIGNED_BARRIER,
  type BarrierAlignment,
  blocksUpstream,
  type ChannelEvent,
  type CheckpointBarrier,
  DATA_BUFFER,
  dataTypeOf,
  deserializeEvent,
  END_OF_DATA,
  END_OF_PARTITION,
  EVENT_BUFFER,
  hasPriority,
  MAX_EVENT_BYTES,
  needsAnnouncement,
  PRIORITIZED_EVENT,
  RECOVERY_COMPLETION,
  serializeEvent,
  type SnapshotKind,
  TIMEOUTABLE_BARRIER,
} from './index.ts';

const SNAPSHOTS: SnapshotKind[] = ['checkpoint', 'savepoint', 'suspend', 'terminate', 'full-checkpoint'];
const ALIGNMENTS: BarrierAlignment[] = ['at-least-once', 'aligned', 'unaligned', 'forced-aligned'];

function barrier(alignment: BarrierAlignment, alignedTimeoutMs: number = Infinity): CheckpointBarrier {
  return {
    kind: 'checkpointBarrier',
    checkpointId: 5,
    timestampMs: 1_700_000_000_000,
    snapshot: 'checkpoint',
    alignment,
    alignedTimeoutMs,
  };
}

const counted = fc.maxSafeNat();
const anyBarrier: fc.Arbitrary<CheckpointBarrier> = fc.record({
  kind: fc.constant('checkpointBarrier'),
  checkpointId: counted,
  timestampMs: counted,
  snapshot: fc.constantFrom(...SNAPSHOTS),
  alignment: fc.constantFrom(...ALIGNMENTS),
  alignedTimeoutMs: fc.oneof(counted, fc.constant(Infinity)),
});
const anyEvent: fc.Arbitrary<ChannelEvent> = fc.oneof(
  anyBarrier,
  fc.record({ kind: fc.constant('cancelCheckpointMarker'), checkpointId: counted }),
  fc.record({
    kind: fc.constant('eventAnnouncement'),
    sequenceNumber: fc.integer(),
    announced: anyBarrier,
  }),
  fc.constant<ChannelEvent>({ kind: 'endOfChannelState' }),
  fc.record({ kind: fc.constant('endOfData'), drain: fc.boolean() }),
  fc.constant<ChannelEvent>({ kind: 'endOfPartition' }),
);

function bytesOf(event: ChannelEvent): Uint8Array {
  const bytes = new Uint8Array(MAX_EVENT_BYTES);
  return bytes.subarray(0, serializeEvent(event, bytes, 0));
}

describe('channel events', () => {
  it('given any event, when it crosses a ring or a wire, then it is the same', () => {
    fc.assert(
      fc.property(anyEvent, fc.nat(7), (event, offset) => {
        const bytes = new Uint8Array(MAX_EVENT_BYTES + offset);
        const length = serializeEvent(event, bytes, offset);
        const received = bytes.subarray(offset, offset + length);
        expect(deserializeEvent(dataTypeOf(event), received)).toEqual(event);
      }),
    );
  });

  it.each<[ChannelEvent, number]>([
    [barrier('at-least-once'), EVENT_BUFFER],
    [barrier('unaligned'), PRIORITIZED_EVENT],
    [barrier('aligned'), ALIGNED_BARRIER],
    [barrier('aligned', 30_000), TIMEOUTABLE_BARRIER],
    [barrier('forced-aligned', 30_000), ALIGNED_BARRIER],
    [{ kind: 'cancelCheckpointMarker', checkpointId: 5 }, EVENT_BUFFER],
    [{ kind: 'eventAnnouncement', sequenceNumber: 1, announced: barrier('aligned', 9) }, PRIORITIZED_EVENT],
    [{ kind: 'endOfChannelState' }, RECOVERY_COMPLETION],
    [{ kind: 'endOfData', drain: true }, END_OF_DATA],
    [{ kind: 'endOfPartition' }, END_OF_PARTITION],
  ])('given %o, then its data type is %i', (event, dataType) => {
    expect(dataTypeOf(event)).toBe(dataType);
  });

  it('given the data types in the order of their numbers, then they do to a channel what Flink’s do', () => {
    const types = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    expect(types.filter(blocksUpstream)).toEqual([4, 5, 6]);
    expect(types.filter(hasPriority)).toEqual([3]);
    expect(types.filter(needsAnnouncement)).toEqual([5]);
  });

  it('given the layout of Flink, then a barrier has its fields at these places', () => {
    const savepoint = { ...barrier('forced-aligned', 258), snapshot: 'savepoint' } as const;

    expect([...bytesOf(savepoint)]).toEqual([
      ...[0, 0, 0, 1],
      ...[0, 0, 0, 0, 0, 0, 0, 5],
      ...[0, 0, 1, 0x8b, 0xcf, 0xe5, 0x68, 0],
      ...[1, 0],
      ...[0xff, 0xff, 0xff, 0xff],
      3,
      ...[0, 0, 0, 0, 0, 0, 1, 2],
    ]);
    const never = bytesOf(barrier('aligned')).subarray(-8);
    expect([...never]).toEqual([0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  });

  it.each([
    [END_OF_DATA, [0, 0, 0, 8]],
    [END_OF_DATA, [0, 0, 0, 0, 1]],
    [DATA_BUFFER, [0, 0, 0, 0]],
    [END_OF_DATA, [0, 0, 0, 0]],
    [EVENT_BUFFER, [0, 0, 0, 4, 0xff, 0, 0, 0, 0, 0, 0, 0]],
    [99, [1]],
  ])('given data type %i with bytes %j, then NET_BAD_EVENT', (dataType, bytes) => {
    expect(() => deserializeEvent(dataType, Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'NET_BAD_EVENT' }),
    );
  });

  it('given an event cut, lengthened or changed anywhere, then an event comes out or NET_BAD_EVENT does', () => {
    const change = fc.tuple(fc.nat(MAX_EVENT_BYTES - 1), fc.nat(255));
    fc.assert(
      fc.property(
        anyEvent,
        fc.nat(MAX_EVENT_BYTES),
        fc.array(change),
        fc.nat(12),
        (event, length, changes, type) => {
          const bytes = new Uint8Array(MAX_EVENT_BYTES);
          serializeEvent(event, bytes, 0);
          for (const [at, value] of changes) bytes[at] = value;
          const outcome = outcomeOf(type, bytes.subarray(0, length));
          expect(outcome === 'NET_BAD_EVENT' || outcome === type).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

function outcomeOf(dataType: number, bytes: Uint8Array): unknown {
  try {
    return dataTypeOf(deserializeEvent(dataType, bytes));
  } catch (error) {
    return isStreamError(error) ? error.code : error;
  }
}
