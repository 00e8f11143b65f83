/** One of each kind of event, and of each kind of barrier; and the frame that carries one. Imported by tests alone. */
import { type ChannelEvent, dataTypeOf, MAX_EVENT_BYTES, serializeEvent } from '../event/index.ts';
import { BUFFER_HEADER_BYTES, BufferHeader } from '../wire/index.ts';
import { barrier } from './open-subpartition.ts';

export const EVERY_EVENT: readonly ChannelEvent[] = [
  barrier(1, 'at-least-once'),
  barrier(2, 'aligned'),
  barrier(3, 'aligned', 30_000),
  barrier(4, 'unaligned'),
  { ...barrier(Number.MAX_SAFE_INTEGER, 'forced-aligned'), snapshot: 'savepoint' },
  { kind: 'cancelCheckpointMarker', checkpointId: 5 },
  { kind: 'eventAnnouncement', sequenceNumber: -7, announced: barrier(6, 'aligned', 9) },
  { kind: 'endOfChannelState' },
  { kind: 'endOfData', drain: true },
  { kind: 'endOfData', drain: false },
  { kind: 'endOfPartition' },
];

export function eventFrame(
  event: ChannelEvent,
  fields: { readonly receiverId: number; readonly sequence?: number; readonly backlog?: number },
): Uint8Array {
  const frame = new Uint8Array(BUFFER_HEADER_BYTES + MAX_EVENT_BYTES);
  const size = serializeEvent(event, frame, BUFFER_HEADER_BYTES);
  Object.assign(new BufferHeader(), fields, { dataType: dataTypeOf(event), size }).write(frame, 0);
  return frame.subarray(0, BUFFER_HEADER_BYTES + size);
}
