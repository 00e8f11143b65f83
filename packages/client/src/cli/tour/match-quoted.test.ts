/** What a quotation of a page matches, and what it does not: the tour is only as strict as this. */
import { describe, expect, it } from 'vitest';
import { matchQuoted, withKnownWords } from './match-quoted.ts';

const PRINTED = 'name    tasks\n──────  ─────\nendless   4/4\n\ntotal 1\n';
const NOTHING = new Map<string, string>();

describe('a quotation', () => {
  it.each([
    ['whole', 'name tasks\nendless 4/4\ntotal 1'],
    ['with other columns', 'name         tasks\n\nendless      4/4\ntotal 1'],
    ['with a gap in a line', 'name tasks\nendless …/…\n… 1'],
    ['with a gap of lines', '…\ntotal 1'],
    ['with a gap of no line', 'name tasks\n…\nendless 4/4\n…\ntotal 1'],
  ])('given %s, when it was printed so, then it matches', (_, quoted) => {
    expect(matchQuoted(quoted, PRINTED, NOTHING)).toBeDefined();
  });

  it.each([
    ['another number', 'name tasks\nendless 3/4\ntotal 1'],
    ['a line too few, and no gap', 'name tasks\nendless 4/4'],
    ['a line too many', 'name tasks\nendless 4/4\ntotal 1\ntotal 2'],
    ['lines in another order', '…\ntotal 1\nendless 4/4\n…'],
    ['a part of a line, and no gap', 'name tasks\nendless\ntotal 1'],
    ['a sign that a pattern would take for any', 'name tasks\nendless 4.4\ntotal 1'],
  ])('given %s, then it does not match', (_, quoted) => {
    expect(matchQuoted(quoted, PRINTED, NOTHING)).toBeUndefined();
  });

  it('given a name, then its word is kept, goes into commands, and must come again', () => {
    const known = matchQuoted('…\n<job> 4/4\n…', PRINTED, NOTHING) ?? NOTHING;

    expect(withKnownWords('rivulet why <job>', known)).toBe('rivulet why endless');
    expect(matchQuoted('job <job>', 'job endless', known)).toBeDefined();
    expect(matchQuoted('job <job>', 'job another', known)).toBeUndefined();
  });
});
