/** Public names of `runtime/testing`: for tests and the simulator only. */
export { SimCluster, type SimClusterOptions, type SimNodeName } from './sim-cluster.ts';
export { TestProbe } from './test-probe.ts';
export { replayable, replayCommand, seeds } from './replayable.ts';
