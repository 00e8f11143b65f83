/** A million records out of order, each made from its index and a seed: the same in every subtask and in the reference.
 *  Invariant: no record is more than `DISORDER_MS` behind one made before it, so none is late. */

export type DisorderedRecord = { readonly key: string; readonly time: number; readonly value: number };

export const DISORDER_MS = 5000;
export const TUMBLING_MS = 20_000;
export const SLIDING_MS = 60_000;
export const SLIDE_MS = 20_000;
export const SESSION_GAP_MS = 1500;

const KEY_COUNT = 1000;

export function disorderedRecord(index: number, seed: number): DisorderedRecord {
  const noise = mixed(index, seed);
  return {
    key: `key ${(noise >>> 8) % KEY_COUNT}`,
    time: index + DISORDER_MS - (noise % DISORDER_MS),
    value: index % 97,
  };
}

/** Sessions merge with nearly every record, so a tenth of the keys will do. */
export function hasSessions({ key }: DisorderedRecord): boolean {
  return key.endsWith('7');
}

/** Murmur's finalizer over both numbers, 0 to 2^32. */
function mixed(index: number, seed: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
