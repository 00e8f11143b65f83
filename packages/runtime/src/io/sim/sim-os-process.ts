/** The threads of a simulated process: its main thread, one of the engine's, and whatever was spawned and has not
 *  ended. Ids are handed out in order, so that the same seed and the same calls give the same list. */
import type { OsProcess, OsThread } from '../os-process.ts';

export class SimOsProcess implements OsProcess {
  readonly pid: number;
  readonly ownThreadId: number;
  readonly #threads = new Map<number, OsThread>();
  #lastId: number;

  constructor(pid: number) {
    this.pid = pid;
    this.#lastId = pid - 1;
    this.ownThreadId = this.started('MainThread');
    this.started('V8Worker');
  }

  threads(): readonly OsThread[] {
    return [...this.#threads.values()];
  }

  /** @returns the new thread's id */
  started(name: string): number {
    const osThreadId = ++this.#lastId;
    this.#threads.set(osThreadId, { osThreadId, name: name.slice(0, 15), state: 'sleeping', cpuMs: 0 });
    return osThreadId;
  }

  ended(osThreadId: number): void {
    this.#threads.delete(osThreadId);
  }
}
