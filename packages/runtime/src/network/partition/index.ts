/** The producing end of a channel: result partition, its subpartitions, and the view that reads one. */
export type { InFlightOutputListener } from './in-flight-output.ts';
export { tellInFlightOutput } from './in-flight-output.ts';
export type { PartitionThread, ResultPartitionHandle } from './result-partition.ts';
export { ResultPartition } from './result-partition.ts';
export { Subpartition } from './subpartition.ts';
export { SubpartitionView } from './subpartition-view.ts';
