/** How many segments each pool of a TaskManager may have: what it requires, and its part of what is left over, in
 *  proportion to how much more it could use. Path: network buffer pool → **shares** → target words.
 *  Invariant: the shares add up to at most the total, and lie between `required` and `limit`; nothing is lost by
 *  rounding. Source: Flink's NetworkBufferPool.redistributeBuffers, with its cumulative rounding. */

export type ShareOfSegments = { readonly required: number; readonly limit: number };

/** @param total at least the sum of what is required */
export function fairShares(total: number, pools: readonly ShareOfSegments[]): readonly number[] {
  const excess = total - sumOf(pools, ({ required }) => required);
  const usable = sumOf(pools, extraOf);
  const shared = Math.min(excess, usable);
  let usableSoFar = 0;
  let sharedSoFar = 0;
  return pools.map((pool) => {
    usableSoFar += extraOf(pool);
    const share = usable === 0 ? 0 : Math.floor((shared * usableSoFar) / usable) - sharedSoFar;
    sharedSoFar += share;
    return pool.required + share;
  });
}

function extraOf({ required, limit }: ShareOfSegments): number {
  return limit - required;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((sum, item) => sum + value(item), 0);
}
