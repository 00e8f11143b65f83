/** The part of a buffer builder that a record writer uses: an open stretch of memory and the way to the next one.
 *  Path: shape encoder → (this) → subpartition. Plain fields, because they are touched once per record. */

export type RecordBuffer = {
  /** Absolute offset in the memory where the next byte goes. */
  position: number;
  /** End of the open buffer; equal to `position` when none is open. */
  readonly limit: number;
  /** Records written so far; the writer adds to it. */
  recordCount: number;
  /** Called when `byteCount` more bytes do not fit: closes the open buffer and opens the next, waiting if it must.
   *  @param byteCount at most the size of a buffer */
  reserve(byteCount: number): void;
};
