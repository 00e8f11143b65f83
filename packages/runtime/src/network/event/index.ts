/** What travels in band between the records of a channel: its kinds, its data types, and its bytes. */
export type {
  BarrierAlignment,
  CancelCheckpointMarker,
  ChannelEvent,
  CheckpointBarrier,
  EventAnnouncement,
  SnapshotKind,
} from './channel-event.ts';
export { asUnaligned, dataTypeOf, isTimeoutable } from './channel-event.ts';
export {
  ALIGNED_BARRIER,
  blocksUpstream,
  DATA_BUFFER,
  END_OF_DATA,
  END_OF_PARTITION,
  EVENT_BUFFER,
  hasPriority,
  isDataType,
  needsAnnouncement,
  NO_DATA_TYPE,
  PRIORITIZED_EVENT,
  RECOVERY_COMPLETION,
  TIMEOUTABLE_BARRIER,
} from './data-type.ts';
export { badEvent, deserializeEvent, MAX_EVENT_BYTES, serializeEvent } from './event-serializer.ts';
export type { TaskEvent } from './task-event.ts';
export { MAX_TASK_EVENT_BYTES, ownedTaskEvent } from './task-event.ts';
export type { TaskEventListener } from './task-event-dispatcher.ts';
export { TaskEventDispatcher } from './task-event-dispatcher.ts';
