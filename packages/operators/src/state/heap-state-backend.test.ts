/** Columns of keyed state: they follow the current key and grow with the directory of keys. */
import { keyGroupOf } from '@rivulet/runtime/base';
import { ByteArea, KeyTable } from '@rivulet/runtime/network';
import { describe, expect, it } from 'vitest';
import { HeapStateBackend, NO_VALUE } from './index.ts';

describe('keyed state', () => {
  it('given more keys than fit at first, then each keeps its number and its value', () => {
    const keys = new KeyTable();
    const state = new HeapStateBackend(keys, 128);
    const numbers = state.number('n', 7);
    const values = state.value('v');
    for (let round = 0; round < 2; round++) {
      for (let key = 0; key < 5000; key++) {
        keys.currentIndex = keys.findNumber(key, key);
        numbers.add(key);
        if (round === 0) values.set(`value ${key}`);
      }
    }

    keys.currentIndex = keys.findNumber(4321, 4321);
    expect(numbers.get()).toBe(7 + 2 * 4321);
    expect(values.get()).toBe('value 4321');
    expect(keys.size).toBe(5000);
    expect(keys.capacity).toBeGreaterThanOrEqual(5000);
    expect(state.keyGroupOf(keys.currentIndex)).toBe(keyGroupOf(4321, 128));
  });

  it('given a key never written, then its value is none and its number the initial one', () => {
    const keys = new KeyTable();
    const state = new HeapStateBackend(keys, 128);
    const values = state.value('v');
    const numbers = state.number('n', 0);
    keys.currentIndex = keys.findNumber(1, 1);
    keys.currentIndex = keys.findNumber(2, 2);
    values.set(undefined);
    expect(values.get()).toBeUndefined();
    keys.currentIndex = keys.findNumber(1, 1);
    expect(values.get()).toBe(NO_VALUE);
    numbers.set(3);
    expect(numbers.get()).toBe(3);
  });

  it('given equal hashes, then keys of other bytes and lengths stay apart', () => {
    const keys = new KeyTable();
    const area = ByteArea.allocate(16);
    // Java gives "Aa" and "BB" the same hash.
    const find = (text: string): number => {
      area.bytes[0] = text.length << 1;
      for (let i = 0; i < text.length; i++) area.bytes[i + 1] = text.charCodeAt(i);
      return keys.findString(2112, area, 0);
    };
    expect(['Aa', 'BB', 'Aa', 'AaBB', 'BB', 'AaBC'].map(find)).toEqual([0, 1, 0, 2, 1, 3]);
    expect(keys.values).toEqual(['Aa', 'BB', 'AaBB', 'AaBC']);
  });
});
