/** Public names of `runtime/testing`: for tests and the simulator only. */
export { TestProbe } from './test-probe.ts';
