/** Public names of `runtime/network`, the data plane: what a task thread reads and writes, and the environment that
 *  the main thread opens it with. Reading order: README.md. */
export type { BufferGrant, SegmentMemoryHandle } from './buffer/index.ts';
export { BufferBuilder, NetworkBufferPool, SegmentMemory } from './buffer/index.ts';
export type { GateThread, InFlightInputListener, InputGateHandle } from './channel/index.ts';
export { SingleInputGate } from './channel/index.ts';
export type { DebloatSettings } from './debloat/index.ts';
export { DEFAULT_DEBLOAT_SETTINGS } from './debloat/index.ts';
export type {
  ChannelFailure,
  ChannelFigures,
  ChannelsOutcome,
  MissingPartition,
  NetworkMetrics,
  GatePlan,
  InFlightOutput,
  PartitionPlan,
  ProducerPlan,
  ShuffleEnvironmentOptions,
  TaskChannels,
  TaskChannelsPlan,
} from './environment/index.ts';
export { lookEvery, NETWORK_THREAD_ENTRY, NetworkThread, ShuffleEnvironment } from './environment/index.ts';
export type {
  BarrierAlignment,
  CancelCheckpointMarker,
  ChannelEvent,
  CheckpointBarrier,
  EventAnnouncement,
  SnapshotKind,
} from './event/index.ts';
export type { TaskEvent, TaskEventListener } from './event/index.ts';
export { asUnaligned, isTimeoutable, TaskEventDispatcher } from './event/index.ts';
export type { PartitionThread, ResultPartitionHandle } from './partition/index.ts';
export { ResultPartition } from './partition/index.ts';
export type {
  ChannelWatermarks,
  KeySelector,
  Partitioner,
  RecordEncoderSettings,
  RecordReaderSettings,
  RecordWriter,
} from './record/index.ts';
export {
  BroadcastWriter,
  ByteArea,
  CustomWriter,
  ForwardWriter,
  HashWriter,
  KeyTable,
  RebalanceWriter,
  RecordEncoder,
  RecordReader,
  ShuffleWriter,
} from './record/index.ts';
export type { DoorbellHandle, ReadyListener } from './ring/index.ts';
export { createRingBuffer, Doorbell } from './ring/index.ts';
