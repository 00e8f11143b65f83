/** Public names of `runtime/io/node`: the real doors. Only entry points (mains, CLI, thread entries) import this. */
export { copyBytesNatively } from './copy-bytes-natively.ts';
export type { LogLevel } from './node-logger.ts';
export { currentThread } from './node-threads.ts';
export type { NodeIoOptions } from './open-node-io.ts';
export { openNodeIo } from './open-node-io.ts';
export { settleMicrotasks } from './settle-microtasks.ts';
export { PortNetwork } from './port-network.ts';
