/** What an asynchronous operator has taken in and not yet given out: records on their way, and the watermarks among
 *  them. Path: AsyncWait → **queue** → AsyncWait, when results have come.
 *  Invariant: a watermark comes out after every record that went in before it, and before every one behind it.
 *  Source: Flink's StreamElementQueue. */

export type PendingRecord = {
  readonly value: unknown;
  readonly timestamp: number;
  /** Absent while the call is under way. */
  values: readonly unknown[] | undefined;
};

/** What keeps its place among the records: a watermark, or its status. */
export type TimeElement = { emit(): void };

export type StreamElementQueue = {
  /** Records in it; time elements do not count. */
  readonly recordCount: number;
  readonly isEmpty: boolean;
  addRecord(record: PendingRecord): void;
  addTimeElement(element: TimeElement): void;
  /** Says that `values` of the record are there now. */
  complete(record: PendingRecord): void;
  /** The next that may go out now; `undefined` when all that is left waits. */
  poll(): PendingRecord | TimeElement | undefined;
};

export function isRecord(element: PendingRecord | TimeElement): element is PendingRecord {
  return 'value' in element;
}
