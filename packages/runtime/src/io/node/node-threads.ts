/** Real threads over worker_threads: the owner's end (`NodeThreads`) and the thread's own end (`currentThread`).
 *  An entry is named by its source URL (`./x.ts`); from built code the `.js` beside it is taken instead.
 *  Invariant: `exited` always resolves, with the error that ended the thread if there was one. */
import { parentPort, receiveMessageOnPort, Worker, workerData, type MessagePort } from 'node:worker_threads';
import { assert } from '../../base/index.ts';
import type { Thread, ThreadExit, ThreadOptions, ThreadPort, Threads } from '../threads.ts';

/** Given to thread-start-main.ts, the first module of every thread. */
export type WorkerData = {
  readonly rivuletThread: ThreadOptions;
  readonly entry: string;
  /** One word in which the thread writes its id of the operating system: only the thread itself can ask for it. */
  readonly osThreadId: SharedArrayBuffer;
};

export class NodeThreads implements Threads {
  spawn(entry: URL, options: ThreadOptions): Thread {
    return new NodeThread(runnableEntry(entry), options);
  }
}

/** The port of the thread this module runs in; only for a thread's entry module. */
export function currentThread(): ThreadPort {
  assert(parentPort !== null, 'currentThread() is called in a thread that was spawned');
  return new NodeThreadPort(parentPort, (workerData as WorkerData).rivuletThread);
}

const START = new URL('./thread-start-main.ts', import.meta.url);

class NodeThread implements Thread {
  readonly name: string;
  readonly threadId: number;
  readonly exited: Promise<ThreadExit>;
  readonly #worker: Worker;
  readonly #osThreadId = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(entry: URL, options: ThreadOptions) {
    this.name = options.name;
    const data: WorkerData = {
      rivuletThread: options,
      entry: entry.href,
      osThreadId: this.#osThreadId.buffer,
    };
    this.#worker = new Worker(runnableEntry(START), { name: options.name, workerData: data });
    this.threadId = this.#worker.threadId;
    this.exited = new Promise((resolve) => {
      let failure: unknown;
      this.#worker.on('error', (error: unknown) => (failure = error));
      this.#worker.on('exit', (code) => resolve(threadExit(code, failure)));
    });
  }

  get osThreadId(): number | undefined {
    return Atomics.load(this.#osThreadId, 0) || undefined;
  }

  post(message: unknown): void {
    this.#worker.postMessage(message);
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#worker.on('message', receive);
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
    await this.exited;
  }
}

class NodeThreadPort implements ThreadPort {
  readonly name: string;
  readonly data: unknown;
  readonly #port: MessagePort;

  constructor(port: MessagePort, options: ThreadOptions) {
    this.name = options.name;
    this.data = options.data;
    this.#port = port;
  }

  post(message: unknown): void {
    this.#port.postMessage(message);
  }

  receiveNow(): unknown {
    return receiveMessageOnPort(this.#port)?.message;
  }

  onMessage(receive: (message: unknown) => void): void {
    this.#port.on('message', receive);
  }

  close(): void {
    this.#port.close();
  }
}

function runnableEntry(entry: URL): URL {
  const builtCode = import.meta.url.endsWith('.js');
  return builtCode ? new URL(entry.href.replace(/\.ts$/, '.js')) : entry;
}

function threadExit(code: number, failure: unknown): ThreadExit {
  if (failure === undefined) return { code };
  return { code, error: failure instanceof Error ? failure : new Error(JSON.stringify(failure)) };
}
