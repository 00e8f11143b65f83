/** The whole table of §4.3b, row by row: what a connection without credits does next. */
import { describe, expect, it } from 'vitest';
import { READING_TABLE, type ReadingInput, type ReadingState } from './reading-state.ts';

const ROWS: readonly (readonly [ReadingState, ReadingInput, ReadingState | undefined])[] = [
  ['reading', 'bufferMissing', 'waiting'],
  ['reading', 'gateClosed', 'reading'],
  ['waiting', 'bufferGranted', 'draining'],
  ['waiting', 'gateClosed', 'draining'],
  ['draining', 'bufferMissing', 'waiting'],
  ['draining', 'stageEmpty', 'reading'],
  ['draining', 'gateClosed', 'draining'],
  ['closed', 'gateClosed', 'closed'],
  ['closed', 'bufferMissing', undefined],
  ['closed', 'bufferGranted', undefined],
  ['closed', 'stageEmpty', undefined],
  ['reading', 'bufferGranted', undefined],
  ['reading', 'stageEmpty', undefined],
  ['waiting', 'bufferMissing', undefined],
  ['waiting', 'stageEmpty', undefined],
  ['draining', 'bufferGranted', undefined],
];

describe('the reading states of a connection without credits', () => {
  it.each(ROWS)('given %s, when %s, then %s', (state, input, next) => {
    expect(READING_TABLE[state][input]).toBe(next);
  });

  it.each(Object.keys(READING_TABLE) as ReadingState[])('given %s, when it closes, then closed', (state) => {
    expect(READING_TABLE[state].connectionClosed).toBe('closed');
  });
});
