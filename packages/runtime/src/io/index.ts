/** Public names of `runtime/io`: the doors' types. Real doors: `@rivulet/runtime/io/node`; seeded: `…/io/sim`. */
export type { Clock, TimerHandle, Timers } from './clock.ts';
export { connectionReset, isConnectionReset } from './connection-reset.ts';
export type { Console } from './console.ts';
export type { CopyBytes } from './copy-bytes.ts';
export { copyBytesPortably } from './copy-bytes.ts';
export type { Ids } from './ids.ts';
export type { Io } from './io.ts';
export type { LogFields, Logger } from './logger.ts';
export type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Listener,
  Network,
  NetworkAddress,
} from './network.ts';
export type { OsProcess, OsThread } from './os-process.ts';
export type { Random } from './random.ts';
export type { FileInfo, FileReader, FileWriter, Storage } from './storage.ts';
export type { Thread, ThreadExit, ThreadOptions, ThreadPort, Threads } from './threads.ts';
