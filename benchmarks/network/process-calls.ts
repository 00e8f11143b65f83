/** Calls between the benchmark and the processes it measures: one message there, one answer back, over the IPC channel
 *  that `fork` opens. Nothing of what is measured passes here. */
import { type ChildProcess, fork } from 'node:child_process';

type Call = { readonly id: number; readonly method: string; readonly args: readonly unknown[] };
type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };

/** What every measured process can tell about itself at any moment. */
export type Sample = {
  readonly nowMs: number;
  /** Of all its threads, since it started. */
  readonly cpuMs: number;
  readonly records: number;
  readonly bytes: number;
};

export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** In a measured process: answers calls until the benchmark disconnects. */
export function answerCalls(methods: Methods): void {
  process.on('message', (message) => {
    const { id, method, args } = message as Call;
    const call = methods[method] as (...args: readonly unknown[]) => unknown;
    Promise.resolve()
      .then(() => call(...args))
      .then(
        (value) => process.send?.({ id, value } satisfies Answer),
        (error: unknown) => process.send?.({ id, error: String(error) } satisfies Answer),
      );
  });
  process.on('disconnect', () => process.exit());
}

export function sampleWith(records: number, bytes: number): Sample {
  const { user, system } = process.cpuUsage();
  return { nowMs: performance.now(), cpuMs: (user + system) / 1_000, records, bytes };
}

/** In the benchmark: a process of its own that runs `entry`. */
export class MeasuredProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #lastId = 0;

  /** @param nodeFlags beside those of this process */
  constructor(entry: URL, nodeFlags: readonly string[]) {
    this.#child = fork(entry, [], {
      execArgv: [...process.execArgv, ...nodeFlags],
      serialization: 'advanced',
    });
    this.#child.on('message', (message) => this.#answered(message as Answer));
    this.#child.on('exit', (code) => this.#exited(code));
  }

  async call<T>(method: string, ...args: readonly unknown[]): Promise<T> {
    const id = ++this.#lastId;
    const waiting = Promise.withResolvers<unknown>();
    this.#waiting.set(id, waiting);
    this.#child.send({ id, method, args } satisfies Call);
    return (await waiting.promise) as T;
  }

  sample(): Promise<Sample> {
    return this.call('sample');
  }

  async end(): Promise<void> {
    await this.call('close');
    const exited = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await exited;
  }

  #answered({ id, value, error }: Answer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(value);
    else waiting?.reject(new Error(error));
  }

  #exited(code: number | null): void {
    for (const { reject } of this.#waiting.values())
      reject(new Error(`a measured process ended with ${code}`));
  }
}
