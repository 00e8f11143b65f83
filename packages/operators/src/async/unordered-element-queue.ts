/** Results as they come, but none past a watermark: records between two watermarks form a segment, and a segment starts
 *  to go out when those before it are empty. Source: Flink's UnorderedStreamElementQueue. */
import type { PendingRecord, StreamElementQueue, TimeElement } from './stream-element-queue.ts';

type Segment = {
  readonly waiting: Set<PendingRecord>;
  readonly completed: PendingRecord[];
  /** What follows its last record. */
  readonly end: TimeElement[];
};

export class UnorderedElementQueue implements StreamElementQueue {
  recordCount = 0;
  readonly #segments: Segment[] = [];
  readonly #segmentOf = new Map<PendingRecord, Segment>();

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  addRecord(record: PendingRecord): void {
    const last = this.#segments.at(-1);
    const segment = last === undefined || last.end.length > 0 ? this.#addSegment() : last;
    segment.waiting.add(record);
    this.#segmentOf.set(record, segment);
    this.recordCount++;
  }

  addTimeElement(element: TimeElement): void {
    (this.#segments.at(-1) ?? this.#addSegment()).end.push(element);
  }

  complete(record: PendingRecord): void {
    const segment = this.#segmentOf.get(record);
    this.#segmentOf.delete(record);
    segment?.waiting.delete(record);
    segment?.completed.push(record);
  }

  poll(): PendingRecord | TimeElement | undefined {
    const [first] = this.#segments;
    if (first === undefined) return undefined;
    const record = first.completed.shift();
    if (record !== undefined) this.recordCount--;
    const next = record ?? (first.waiting.size === 0 ? first.end.shift() : undefined);
    if (first.waiting.size + first.completed.length + first.end.length === 0) this.#segments.shift();
    return next;
  }

  #addSegment(): Segment {
    const segment: Segment = { waiting: new Set(), completed: [], end: [] };
    this.#segments.push(segment);
    return segment;
  }
}
