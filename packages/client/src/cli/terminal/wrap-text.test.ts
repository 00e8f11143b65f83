/** Prose in lines of a width: words stay whole, Chinese breaks between characters, no line begins with a closing mark. */
import { describe, expect, it } from 'vitest';
import { displayWidth } from './text-table.ts';
import { wrapText } from './wrap-text.ts';

describe('wrapping prose', () => {
  it('given words, then lines break between them and lose no word', () => {
    const text = 'A place in a TaskManager: the right to run one slice of a job there.';

    const lines = wrapText(text, 20);

    expect(lines.join(' ')).toBe(text);
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(20);
  });

  it('given Chinese, then no character is lost and no line begins with a closing mark', () => {
    const text =
      '任务槽不等于线程（它本身不启动线程），却可以容纳多个线程；由 TaskManager 管理。“反压”亦然。';

    for (const width of [9, 10, 11, 12, 20]) {
      const lines = wrapText(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      expect(lines.filter((line) => /^[，。；）”]/.test(line))).toEqual([]);
    }
  });

  it('given a word wider than the line, then it stands alone and whole', () => {
    expect(wrapText('see packages/runtime/src/x.ts now', 10)).toEqual([
      'see',
      'packages/runtime/src/x.ts',
      'now',
    ]);
  });

  it('given nothing, then no line', () => {
    expect(wrapText('', 10)).toEqual([]);
  });
});
