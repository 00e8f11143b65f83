/** The hash that operator, vertex and data set ids are made with. */
import { expect, it } from 'vitest';
import { hash128 } from './hash128.ts';

it('given nothing, then the hash is zero', () => {
  expect(hash128('')).toBe('0'.repeat(32));
});

it('given whole blocks, then each block counts', () => {
  expect(hash128('a'.repeat(16))).toHaveLength(32);
  expect(hash128('a'.repeat(16))).not.toBe(hash128('a'.repeat(32)));
});

it('given many short texts, then no two hashes meet and a trailing zero byte counts', () => {
  const texts = Array.from({ length: 20_000 }, (_, index) => `operator-${index}`);

  expect(new Set(texts.map(hash128)).size).toBe(texts.length);
  expect(hash128('a')).not.toBe(hash128('a\0'));
});
