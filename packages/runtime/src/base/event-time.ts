/** Event time as every part of Rivulet counts it: milliseconds as a number, from any origin the user's data has.
 *  Path: source or record reader sets a chain's `RecordTime` → operators read it → record writer sends it along.
 *  Invariant: whoever sets it for what he emits sets it back afterwards, so inside one record it means that record.
 *  Infinities stand where Flink has Long.MIN_VALUE and Long.MAX_VALUE: arithmetic with them needs no special case. */

/** The timestamp of the record in hand: one object per chain instead of a wrapper around each record. */
export type RecordTime = { timestamp: number };

/** Of a record without event time. */
export const NO_TIMESTAMP: number = -Infinity;

/** Before the first watermark. */
export const MIN_WATERMARK: number = -Infinity;

/** Of a stream that has ended: everything that waits for event time is due. */
export const MAX_WATERMARK: number = Infinity;

export function createRecordTime(): RecordTime {
  // The first value decides how V8 stores the field: a double is then written in place, without a new heap number.
  return { timestamp: NO_TIMESTAMP };
}
