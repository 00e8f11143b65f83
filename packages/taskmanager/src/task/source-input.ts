/** The input of a source task: the source itself, stepped while the task's outputs have room.
 *  Path: source operator → **source input** → stream task. */
import type { Source } from '@rivulet/operators';
import type { TaskWait } from './metrics/index.ts';
import type { CanEmit } from './output-availability.ts';
import type { InputStatus, TaskInput } from './task-input.ts';

export class SourceInput implements TaskInput {
  readonly recordCount = 0;
  readonly bytesIn = 0;
  readonly buffersIn = 0;
  readonly hasPriorityEvent = false;
  readonly #source: Source;
  readonly #canEmit: CanEmit;

  constructor(source: Source, canEmit: CanEmit) {
    this.#source = source;
    this.#canEmit = canEmit;
  }

  get wakeAtMs(): number {
    return this.#source.wakeAtMs ?? Infinity;
  }

  get waitsFor(): TaskWait {
    return this.wakeAtMs < Infinity ? 'timer' : 'input';
  }

  get pending(): Promise<void> | undefined {
    return this.#source.pending;
  }

  step(nowMs: number): InputStatus {
    if (!this.#canEmit()) return 'blocked';
    switch (this.#source.step(nowMs)) {
      case 'more':
        return 'worked';
      case 'waiting':
        return 'idle';
      case 'finished':
        return 'ended';
    }
  }

  isAvailable(nowMs: number): boolean {
    // What is pending may have settled: only the source knows.
    return this.#source.pending !== undefined || nowMs >= (this.#source.wakeAtMs ?? 0);
  }

  injectBarrier(): boolean {
    return false;
  }

  close(): void {
    this.#source.close?.();
  }
}
