/** Public names of `runtime/graph`: the compiled job as data. */
export type {
  IntermediateDataSet,
  JobGraph,
  JobVertex,
  JsonValue,
  OperatorSpec,
  Partitioning,
} from './job-graph.ts';
export { type ConsumedRange, consumedBy, consumersOf, type EdgeEnds } from './edge-ends.ts';
export { isPointwise, JOB_GRAPH_VERSION, PARTITIONING_KINDS } from './job-graph.ts';
export type { ExecutionState, JobStatus } from './job-status.ts';
export { EXECUTION_STATES, isTerminalExecutionState, isTerminalJobStatus } from './job-status.ts';
export type {
  CheckpointingMode,
  ExecutionSettings,
  FlowControl,
  JobModule,
  JobSubmission,
} from './job-submission.ts';
export type { BufferCount } from './buffer-count.ts';
export {
  EXCLUSIVE_BUFFERS_PER_CHANNEL,
  FLOATING_BUFFERS_PER_GATE,
  gateBuffers,
  OVERDRAFT_BUFFERS,
  partitionBuffers,
} from './buffer-count.ts';
export type { SlotGroupRequirement } from './slot-requirement.ts';
export { slotCountOf, slotRequirementsOf } from './slot-requirement.ts';
