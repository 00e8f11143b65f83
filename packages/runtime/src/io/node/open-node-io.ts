/** Opens all real doors of one process (or of one thread: each thread opens its own). */
import type { Io } from '../io.ts';
import type { LogFields } from '../logger.ts';
import { NodeClock } from './node-clock.ts';
import { NodeConsole } from './node-console.ts';
import { NodeIds } from './node-ids.ts';
import { nodeLogger, type LogLevel } from './node-logger.ts';
import { NodeNetwork } from './node-network.ts';
import { NodeOsProcess } from './node-os-process.ts';
import { NodeRandom } from './node-random.ts';
import { NodeStorage } from './node-storage.ts';
import { NodeThreads } from './node-threads.ts';
import { NodeTimers } from './node-timers.ts';

export type NodeIoOptions = {
  /** Default `info`. */
  readonly logLevel?: LogLevel;
  /** Fields of every log line, such as the process's role. */
  readonly logFields?: LogFields;
};

export function openNodeIo(options: NodeIoOptions = {}): Io {
  const ids = new NodeIds();
  return {
    clock: new NodeClock(),
    timers: new NodeTimers(),
    random: new NodeRandom(),
    ids,
    network: new NodeNetwork(),
    storage: new NodeStorage(ids),
    threads: new NodeThreads(),
    os: new NodeOsProcess(),
    console: new NodeConsole(),
    log: nodeLogger(options.logLevel ?? 'info', options.logFields ?? {}),
  };
}
