/** Public names of `api/plan`: from a recorded program to the job graph. Pure: no clock, no file, no thread. */
export { type Chain, chainName, chainingOf, isChainable } from './chaining.ts';
export { fingerprintOf } from './fingerprint.ts';
export { hash128 } from './hash128.ts';
export { createJobGraph, functionsOf } from './create-job-graph.ts';
export { edgeFunctionsIdOf, operatorIdsOf } from './operator-id.ts';
export { createStreamGraph, type StreamEdge, type StreamGraph, type StreamNode } from './stream-graph.ts';
export {
  type ChainingStrategy,
  displayName,
  type Program,
  type Transformation,
  type TransformationInput,
} from './transformation.ts';
