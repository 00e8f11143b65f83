/** Public names of `execution-graph`: the job in its parallel form. */
export { Execution, type ExecutionListener, type ExecutionPlace } from './execution.ts';
export { ExecutionGraph, type ParallelVertex } from './execution-graph.ts';
export { type ExecutionSignal, executionTable } from './execution-machine.ts';
export type { ExecutionVertex } from './execution-vertex.ts';
