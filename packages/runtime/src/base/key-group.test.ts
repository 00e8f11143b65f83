/** Flink's own figures for hashes, key groups and ranges: a key must land where Flink puts it. */
import { describe, expect, it } from 'vitest';
import {
  defaultMaxParallelism,
  javaNumberHash,
  javaStringHash,
  keyGroupOf,
  keyGroupRangeOf,
  murmurHash,
  subtaskOfKeyGroup,
} from './key-group.ts';

describe('key groups follow Flink', () => {
  it.each([
    ['a', 97, 1_455_541_201, 81],
    ['hello', 99_162_322, 1_715_862_179, 35],
    ['flink', 97_520_992, 1_330_823_394, 98],
    ['user-1', -836_031_825, 1_662_039_673, 121],
  ])('given the string %s, then hash, murmur and key group are Flink’s', (key, hash, murmur, group) => {
    expect(javaStringHash(key)).toBe(hash);
    expect(murmurHash(hash)).toBe(murmur);
    expect(keyGroupOf(hash, 128)).toBe(group);
  });

  it.each([
    [0, 593_689_054, 94],
    [1, 68_075_478, 86],
    [42, 1_134_849_565, 29],
    [-1, 1_982_413_648, 80],
  ])('given the integer %i, then murmur and key group are Flink’s', (key, murmur, group) => {
    expect(murmurHash(javaNumberHash(key))).toBe(murmur);
    expect(keyGroupOf(javaNumberHash(key), 128)).toBe(group);
  });

  it('given wide integers and fractions, then the hash is that of Java’s Long and Double', () => {
    expect(javaNumberHash(4_294_967_296)).toBe(1);
    expect(javaNumberHash(-4_294_967_297)).toBe(1);
    expect(javaNumberHash(1.5)).toBe(1_073_217_536);
  });

  it('given max parallelism and parallelism, then ranges are Flink’s and cover every key group once', () => {
    expect([0, 1, 2].map((i) => keyGroupRangeOf(i, 3, 128))).toEqual([
      { start: 0, end: 42 },
      { start: 43, end: 85 },
      { start: 86, end: 127 },
    ]);
    expect([0, 1, 2, 3].map((i) => keyGroupRangeOf(i, 4, 10))).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 4 },
      { start: 5, end: 7 },
      { start: 8, end: 9 },
    ]);
    for (const [parallelism, max] of [
      [3, 128],
      [4, 10],
      [7, 128],
      [128, 128],
    ] as const) {
      for (let group = 0; group < max; group++) {
        const owner = subtaskOfKeyGroup(group, parallelism, max);
        const range = keyGroupRangeOf(owner, parallelism, max);
        expect(group).toBeGreaterThanOrEqual(range.start);
        expect(group).toBeLessThanOrEqual(range.end);
      }
    }
  });

  it.each([
    [1, 128],
    [85, 128],
    [86, 256],
    [170, 256],
    [172, 512],
    [1000, 2048],
    [21_846, 32_768],
  ])('given parallelism %i, then max parallelism defaults to %i', (parallelism, max) => {
    expect(defaultMaxParallelism(parallelism)).toBe(max);
  });
});
