/** Segments lent by the main thread to one result partition or input gate, for as long as that lives.
 *  Structured-clonable; travels with the deployment. All of them return to the one recycle stack named by `home`.
 *  These are the first ones: more may come through that stack, and are given back when the target word says so. */

export type BufferGrant = {
  /** Number of the recycle stack the segments return to. */
  readonly home: number;
  readonly segments: Int32Array;
  /** Never fewer than this once they have come, never more than `limit`. */
  readonly required: number;
  readonly limit: number;
};
