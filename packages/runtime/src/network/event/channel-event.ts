/** What travels in band between the records of a channel: it costs no segment and no credit, and keeps its place unless
 *  it has priority. Watermarks are not here: they are records, use credit and never overtake.
 *  Source: Flink's RuntimeEvents. A checkpoint's storage location is not in the barrier: it is the job's. */
import { assertNever } from '../../base/index.ts';
import {
  ALIGNED_BARRIER,
  END_OF_DATA,
  END_OF_PARTITION,
  EVENT_BUFFER,
  PRIORITIZED_EVENT,
  RECOVERY_COMPLETION,
  TIMEOUTABLE_BARRIER,
} from './data-type.ts';

export type SnapshotKind = 'checkpoint' | 'savepoint' | 'suspend' | 'terminate' | 'full-checkpoint';

/** - `at-least-once`: nothing waits for the other channels
 *  - `aligned`: its channel waits until the barrier has come on all; with a finite timeout it may become `unaligned`
 *  - `unaligned`: it overtakes, and what it overtakes becomes part of the checkpoint
 *  - `forced-aligned`: would be unaligned, but this edge cannot keep data in flight */
export type BarrierAlignment = 'at-least-once' | 'aligned' | 'unaligned' | 'forced-aligned';

export type CheckpointBarrier = {
  readonly kind: 'checkpointBarrier';
  readonly checkpointId: number;
  /** When the coordinator triggered the checkpoint. */
  readonly timestampMs: number;
  readonly snapshot: SnapshotKind;
  readonly alignment: BarrierAlignment;
  /** Age at which an aligned barrier becomes unaligned; Infinity: never. */
  readonly alignedTimeoutMs: number;
};

/** The checkpoint will not be taken: barriers of it are not waited for. */
export type CancelCheckpointMarker = {
  readonly kind: 'cancelCheckpointMarker';
  readonly checkpointId: number;
};

/** A barrier has arrived and waits in line behind data. Made where it arrives, and delivered ahead of that data. */
export type EventAnnouncement = {
  readonly kind: 'eventAnnouncement';
  /** The barrier's number in its channel: what to ask for when it is to be given priority. */
  readonly sequenceNumber: number;
  readonly announced: CheckpointBarrier;
};

export type ChannelEvent =
  | CheckpointBarrier
  | CancelCheckpointMarker
  | EventAnnouncement
  /** The data in flight that a checkpoint had kept for this channel has been sent again. */
  | { readonly kind: 'endOfChannelState' }
  /** No more records. @property drain false when the job is stopped early and windows must not fire */
  | { readonly kind: 'endOfData'; readonly drain: boolean }
  /** Nothing at all follows on this channel. */
  | { readonly kind: 'endOfPartition' };

export function dataTypeOf(event: ChannelEvent): number {
  switch (event.kind) {
    case 'checkpointBarrier':
      return barrierDataType(event);
    case 'cancelCheckpointMarker':
      return EVENT_BUFFER;
    case 'eventAnnouncement':
      return PRIORITIZED_EVENT;
    case 'endOfChannelState':
      return RECOVERY_COMPLETION;
    case 'endOfData':
      return END_OF_DATA;
    case 'endOfPartition':
      return END_OF_PARTITION;
    default:
      return assertNever(event, 'channel event');
  }
}

/** Whether the barrier waits in line now but may be given priority when it gets too old. */
export function isTimeoutable(barrier: CheckpointBarrier): boolean {
  return barrier.alignment === 'aligned' && barrier.alignedTimeoutMs !== Infinity;
}

/** The same barrier after its timeout: it overtakes. */
export function asUnaligned(barrier: CheckpointBarrier): CheckpointBarrier {
  return { ...barrier, alignment: 'unaligned', alignedTimeoutMs: Infinity };
}

function barrierDataType(barrier: CheckpointBarrier): number {
  switch (barrier.alignment) {
    case 'at-least-once':
      return EVENT_BUFFER;
    case 'unaligned':
      return PRIORITIZED_EVENT;
    case 'aligned':
    case 'forced-aligned':
      return isTimeoutable(barrier) ? TIMEOUTABLE_BARRIER : ALIGNED_BARRIER;
    default:
      return assertNever(barrier.alignment, 'alignment');
  }
}
