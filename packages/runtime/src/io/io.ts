/** All doors of one process (or of one simulated node), handed down through constructors. */
import type { Clock, Timers } from './clock.ts';
import type { Console } from './console.ts';
import type { Ids } from './ids.ts';
import type { Logger } from './logger.ts';
import type { Network } from './network.ts';
import type { OsProcess } from './os-process.ts';
import type { Random } from './random.ts';
import type { Storage } from './storage.ts';
import type { Threads } from './threads.ts';

export type Io = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly ids: Ids;
  readonly network: Network;
  readonly storage: Storage;
  readonly threads: Threads;
  readonly os: OsProcess;
  readonly console: Console;
  readonly log: Logger;
};
