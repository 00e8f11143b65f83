/** Public names of `runtime/io/sim`: the doors' seeded twins. For tests and the simulator only. */
export type { ThreadEntry } from './in-thread-threads.ts';
export type { MemoryConsole } from './memory-console.ts';
export type { LogLine } from './memory-logger.ts';
export type { PipeSettings } from './sim-pipe.ts';
export { SeededRandom } from './seeded-random.ts';
export type { SimNetwork } from './sim-network.ts';
export { SimWorld, type SimWorldOptions } from './sim-world.ts';
