/** The producing end of a channel: result partition, its subpartitions, and the view that reads one. */
export type { PartitionThread, ResultPartitionHandle } from './result-partition.ts';
export { ResultPartition } from './result-partition.ts';
export { Subpartition } from './subpartition.ts';
export { SubpartitionView } from './subpartition-view.ts';
