/** The two consumers of the lab, and what one look at one of them and its channel shows. */

export type FlowControl = 'credit' | 'tcp';
export type ConsumerName = 'fast' | 'slow';
export const CONSUMERS: readonly ConsumerName[] = ['fast', 'slow'];

/** Lengths are in buffers. */
export type ConsumerLook = {
  /** Since the look before. */
  readonly megabytesPerSecond: number;
  /** That the producer may still send; absent where nobody counts. */
  readonly credit: number | undefined;
  /** Waiting at the producer, on the connection for a buffer, and at the consumer. */
  readonly backlog: number;
  readonly staged: number;
  readonly queued: number;
  /** How long the last marker took to arrive, or for how long the one under way has not. */
  readonly markerMs: number;
  readonly markerUnderWay: boolean;
};
