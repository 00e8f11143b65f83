/** The door to what the operating system knows of this process: its threads, ours and those of the engine below us.
 *  Real: `/proc` on Linux; elsewhere the list is not available, and whoever shows it says so.
 *  Invariant: looking starts no thread and wakes none, so that a listing does not change what it lists. */

export type OsThread = {
  /** What the system calls it: `/proc/<pid>/task/<osThreadId>`. */
  readonly osThreadId: number;
  /** At most 15 bytes: the system cuts longer names. */
  readonly name: string;
  readonly state: 'running' | 'sleeping' | 'other';
  /** Processor time so far, in milliseconds. */
  readonly cpuMs: number;
};

export type OsProcess = {
  readonly pid: number;
  /** The system's id of the thread that opened this door; `undefined` where the system does not tell. */
  readonly ownThreadId: number | undefined;
  /** Every thread of the process, by id; `undefined` where the system does not tell. */
  threads(): readonly OsThread[] | undefined;
};
