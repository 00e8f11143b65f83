/** Threads that share the calling thread: their entries are functions registered under the entry's URL, and messages
 *  between the ends go through virtual time. An entry must not block, or the world stands still.
 *  Messages are cloned as a real port would clone them, so that nothing is shared by accident. */
import { streamError } from '../../base/index.ts';
import type { Thread, ThreadExit, ThreadOptions, ThreadPort, Threads } from '../threads.ts';
import type { SimOsProcess } from './sim-os-process.ts';
import type { VirtualTime } from './virtual-time.ts';

export type ThreadEntry = (port: ThreadPort) => void;

export class InThreadThreads implements Threads {
  readonly #time: VirtualTime;
  readonly #entries: ReadonlyMap<string, ThreadEntry>;
  readonly #os: SimOsProcess;
  #lastThreadId = 0;

  constructor(time: VirtualTime, entries: ReadonlyMap<string, ThreadEntry>, os: SimOsProcess) {
    this.#time = time;
    this.#entries = entries;
    this.#os = os;
  }

  spawn(entry: URL, options: ThreadOptions): Thread {
    const run = this.#entries.get(entry.href);
    if (run === undefined) throw streamError('SIM_THREAD_UNKNOWN', { entry: entry.href });
    return new InThread(this.#time, ++this.#lastThreadId, options, run, this.#os);
  }
}

class InThread implements Thread {
  readonly name: string;
  readonly threadId: number;
  readonly osThreadId: number;
  readonly exited: Promise<ThreadExit>;
  readonly #time: VirtualTime;
  readonly #inside: Mailslot;
  readonly #outside: Mailslot;
  readonly #exit: (exit: ThreadExit) => void;
  #running = true;

  constructor(
    time: VirtualTime,
    threadId: number,
    options: ThreadOptions,
    run: ThreadEntry,
    os: SimOsProcess,
  ) {
    this.name = options.name;
    this.#time = time;
    this.threadId = threadId;
    this.osThreadId = os.started(options.name);
    const { promise, resolve } = Promise.withResolvers<ThreadExit>();
    this.exited = promise;
    this.#exit = (exit) => {
      os.ended(this.osThreadId);
      resolve(exit);
    };
    this.#outside = new Mailslot(time, (work) => work());
    this.#inside = new Mailslot(time, (work) => this.#guard(work));
    const data = structuredClone(options.data);
    const port: ThreadPort = {
      name: options.name,
      data,
      post: (message) => this.#running && this.#outside.put(message),
      receiveNow: () => this.#inside.takeNow(),
      onMessage: (receive) => this.#inside.onMessage(receive),
      close: () => this.#end({ code: 0 }),
    };
    time.soon(() => this.#guard(() => run(port)));
  }

  post(message: unknown): void {
    if (this.#running) this.#inside.put(message);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#outside.onMessage(receive);
  }

  terminate(): Promise<void> {
    this.#end({ code: 1 });
    return this.exited.then(() => {});
  }

  /** What the entry throws ends this thread, not the world. */
  #guard(work: () => void): void {
    if (!this.#running) return;
    try {
      work();
    } catch (error) {
      this.#end({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  }

  #end(exit: ThreadExit): void {
    this.#running = false;
    // After what it posted before has been delivered.
    this.#time.soon(() => this.#exit(exit));
  }
}

/** One direction of a port. */
class Mailslot {
  readonly #time: VirtualTime;
  readonly #invoke: (work: () => void) => void;
  readonly #messages: unknown[] = [];
  #receive: ((message: unknown) => void) | undefined;

  constructor(time: VirtualTime, invoke: (work: () => void) => void) {
    this.#time = time;
    this.#invoke = invoke;
  }

  put(message: unknown): void {
    this.#messages.push(structuredClone(message));
    this.#time.soon(() => this.#deliver());
  }

  takeNow(): unknown {
    return this.#messages.shift();
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#receive = receive;
    this.#time.soon(() => this.#deliver());
  }

  #deliver(): void {
    const receive = this.#receive;
    while (receive !== undefined && this.#messages.length > 0) {
      const message = this.#messages.shift();
      this.#invoke(() => receive(message));
    }
  }
}
