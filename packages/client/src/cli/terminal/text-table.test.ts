/** Tables for people, with columns that line up in English and in Chinese. */
import { describe, expect, it } from 'vitest';
import { displayWidth, textTable } from './text-table.ts';

describe('textTable', () => {
  it('given Chinese and English cells, then all lines are equally wide and numbers stand right', () => {
    const lines = textTable(
      ['名称', 'n', ''],
      [
        ['词频统计', 7, '|'],
        ['words', 12_345, '|'],
      ],
    );

    expect(lines).toEqual([
      '名称      n',
      '────────  ──────  ─',
      '词频统计       7  |',
      'words     12,345  |',
    ]);
    expect(new Set(lines.slice(1).map(displayWidth)).size).toBe(1);
  });

  it('given combining marks and emoji, then the width is what a terminal uses', () => {
    expect([displayWidth('e\u0301'), displayWidth('诗'), displayWidth('🌊'), displayWidth('')]).toEqual([
      1, 2, 2, 0,
    ]);
  });
});
