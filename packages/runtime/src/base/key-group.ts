/** Key → key group → subtask, by Flink's formula, so that a key lands on the same subtask as it would in Flink.
 *  Both planes agree here: writers pick subpartitions with it, state is split by it.
 *  Source: Flink's KeyGroupRangeAssignment and MathUtils.murmurHash; the vectors are in key-group.test.ts. */
import { assert } from './assert.ts';

export const MAX_PARALLELISM_LIMIT = 32_768;

/** Java's `String.hashCode` over UTF-16 units, as a signed 32-bit integer. */
export function javaStringHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash;
}

const doubleView = new DataView(new ArrayBuffer(8));

/** Java's `hashCode` of the number as the smallest of Integer, Long and Double that holds it. */
export function javaNumberHash(value: number): number {
  if ((value | 0) === value) return value | 0;
  if (Number.isSafeInteger(value)) {
    const low = (value % 4_294_967_296) | 0;
    const high = Math.floor(value / 4_294_967_296) | 0;
    return low ^ high;
  }
  doubleView.setFloat64(0, value);
  return doubleView.getInt32(0) ^ doubleView.getInt32(4);
}

/** Flink's murmur finish over a 32-bit hash: spread, then made non-negative. */
export function murmurHash(code: number): number {
  let hash = Math.imul(code, 0xcc9e2d51);
  hash = (hash << 15) | (hash >>> 17);
  hash = Math.imul(hash, 0x1b873593);
  hash = (hash << 13) | (hash >>> 19);
  hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  hash ^= 4;
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  if (hash >= 0) return hash;
  return hash === -2_147_483_648 ? 0 : -hash;
}

/** @param keyHash the Java hash code of the key */
export function keyGroupOf(keyHash: number, maxParallelism: number): number {
  return murmurHash(keyHash) % maxParallelism;
}

export function subtaskOfKeyGroup(keyGroup: number, parallelism: number, maxParallelism: number): number {
  return Math.floor((keyGroup * parallelism) / maxParallelism);
}

export function subtaskOfKeyHash(keyHash: number, parallelism: number, maxParallelism: number): number {
  return subtaskOfKeyGroup(keyGroupOf(keyHash, maxParallelism), parallelism, maxParallelism);
}

/** Both ends inclusive. */
export type KeyGroupRange = { readonly start: number; readonly end: number };

export function keyGroupRangeOf(
  subtaskIndex: number,
  parallelism: number,
  maxParallelism: number,
): KeyGroupRange {
  assert(parallelism <= maxParallelism, 'parallelism must not exceed max parallelism');
  const start = Math.floor((subtaskIndex * maxParallelism + parallelism - 1) / parallelism);
  const end = Math.floor(((subtaskIndex + 1) * maxParallelism - 1) / parallelism);
  return { start, end };
}

/** Flink's default: one and a half times the parallelism, rounded up to a power of two, within [128, 32768]. */
export function defaultMaxParallelism(parallelism: number): number {
  const target = parallelism + Math.floor(parallelism / 2);
  let power = 128;
  while (power < target && power < MAX_PARALLELISM_LIMIT) power *= 2;
  return power;
}
