/** Results in the order of their records: whoever is first waits for nobody, all others wait for the first.
 *  Source: Flink's OrderedStreamElementQueue. */
import {
  isRecord,
  type PendingRecord,
  type StreamElementQueue,
  type TimeElement,
} from './stream-element-queue.ts';

export class OrderedElementQueue implements StreamElementQueue {
  recordCount = 0;
  readonly #elements: (PendingRecord | TimeElement)[] = [];

  get isEmpty(): boolean {
    return this.#elements.length === 0;
  }

  addRecord(record: PendingRecord): void {
    this.#elements.push(record);
    this.recordCount++;
  }

  addTimeElement(element: TimeElement): void {
    this.#elements.push(element);
  }

  complete(): void {
    // Its place in the line says when it goes.
  }

  poll(): PendingRecord | TimeElement | undefined {
    const [first] = this.#elements;
    if (first === undefined || (isRecord(first) && first.values === undefined)) return undefined;
    this.#elements.shift();
    if (isRecord(first)) this.recordCount--;
    return first;
  }
}
