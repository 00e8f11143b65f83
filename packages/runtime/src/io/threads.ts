/** The door to threads. A thread has an entry module and a message port; records never pass through that port.
 *  Real: worker_threads. Simulated: entries run in the calling thread. */

export type ThreadOptions = {
  /** Shown by the operating system, by debuggers and by `rivulet threads`. */
  readonly name: string;
  /** Structured-cloned into the thread; SharedArrayBuffers are shared. */
  readonly data: unknown;
};

export type ThreadExit = { readonly code: number; readonly error?: Error };

/** The owner's end. */
export type Thread = {
  readonly name: string;
  readonly threadId: number;
  /** What the operating system calls it; `undefined` before its entry runs, and where the system does not tell. */
  readonly osThreadId: number | undefined;
  readonly exited: Promise<ThreadExit>;
  post(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** Ends the thread wherever it is; resolves when it is gone. */
  terminate(): Promise<void>;
};

/** The thread's own end; an entry module gets it from `io/node`'s `currentThread()`. */
export type ThreadPort = {
  readonly name: string;
  readonly data: unknown;
  post(message: unknown): void;
  /** The oldest unread message, without returning to the event loop; `undefined` when there is none. */
  receiveNow(): unknown;
  onMessage(receive: (message: unknown) => void): void;
  close(): void;
};

export type Threads = {
  /** @param entry URL of the module, made with `new URL('./x.ts', import.meta.url)` */
  spawn(entry: URL, options: ThreadOptions): Thread;
};
