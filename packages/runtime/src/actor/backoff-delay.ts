/** How long to wait before the next start: doubling from a minimum up to a maximum, then spread by chance so that many
 *  that failed together do not come back together. Source: Akka's back-off, which also spreads after the cap. */
import type { Random } from '../io/index.ts';

export type BackoffRange = {
  readonly minMs: number;
  readonly maxMs: number;
  /** 0.2 makes a delay up to a fifth longer; 0 = always the same. */
  readonly randomFactor: number;
};

/** @param starts earlier starts that failed, from 0 */
export function backoffDelayMs(
  { minMs, maxMs, randomFactor }: BackoffRange,
  starts: number,
  random: Random,
): number {
  return Math.min(maxMs, minMs * 2 ** starts) * (1 + random.next() * randomFactor);
}
