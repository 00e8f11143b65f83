/** Emits the elements of an array that travelled in the job graph. Subtask i takes elements i, i + parallelism, … */
import type { OperatorHost } from '../host/operator-host.ts';
import type { Source, SourceStatus } from '../host/operator.ts';

const ELEMENTS_PER_TURN = 512;

export class CollectionSource implements Source {
  readonly #host: OperatorHost;
  readonly #elements: readonly unknown[];
  #next: number;

  constructor(host: OperatorHost, elements: readonly unknown[]) {
    this.#host = host;
    this.#elements = elements;
    this.#next = host.subtaskIndex;
  }

  step(): SourceStatus {
    const host = this.#host;
    for (let i = 0; i < ELEMENTS_PER_TURN; i++) {
      if (this.#next >= this.#elements.length) return 'finished';
      if (!host.canEmit()) return 'more';
      const element = this.#elements[this.#next];
      this.#next += host.parallelism;
      host.emit(element);
    }
    return 'more';
  }
}
