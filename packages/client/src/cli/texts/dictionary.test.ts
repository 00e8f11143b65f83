/** English and Chinese say the same things with the same values in them. */
import { describe, expect, it } from 'vitest';
import { dictionaryOf, fill } from './dictionary.ts';

const en: Readonly<Record<string, string>> = dictionaryOf('en');
const zh: Readonly<Record<string, string>> = dictionaryOf('zh');

function placeholdersOf(text: string | undefined): readonly string[] {
  return [...new Set(text?.match(/\{\w+\}/g))].toSorted();
}

describe('the two languages', () => {
  it('given every key of one, then the other has it, not empty', () => {
    expect(Object.keys(zh).toSorted()).toEqual(Object.keys(en).toSorted());
    expect(Object.values({ ...en, ...zh }).filter((text) => text.trim() === '')).toEqual([]);
  });

  it.each(Object.keys(en))('given %s, then both languages fill in the same values', (key) => {
    expect(placeholdersOf(zh[key])).toEqual(placeholdersOf(en[key]));
  });

  it('given values, then they are filled in and unknown names stay visible', () => {
    expect(fill('{a} and {b}', { a: 1 })).toBe('1 and {b}');
  });
});
