/** Results on one output, everything else on the other; a status is redrawn in place. */
import { describe, expect, it } from 'vitest';
import { durationText } from './duration-text.ts';
import { Terminal } from './terminal.ts';

function terminalWith(options: { readonly columns?: number; readonly color?: boolean }) {
  const written = { out: '', err: '' };
  const console = {
    out: (text: string) => void (written.out += text),
    err: (text: string) => void (written.err += text),
  };
  const { color = false, ...rest } = options;
  return {
    written,
    terminal: new Terminal(console, { outIsTerminal: true, outColor: color, errColor: color, ...rest }),
  };
}

describe('Terminal', () => {
  it('given a result and a note, then each goes to its own output, plain without colour', () => {
    const { terminal, written } = terminalWith({});

    terminal.out('result', 'bold');
    terminal.err('note', 'dim');

    expect(written).toEqual({ out: 'result\n', err: 'note\n' });
  });

  it('given colour, then the style is written around the line', () => {
    const { terminal, written } = terminalWith({ color: true });

    terminal.out('result', 'bold');

    expect(written.out).toBe('\u001b[1mresult\u001b[22m\n');
  });

  it('given a terminal, when the status changes, then the old lines are erased and long ones are cut', () => {
    const { terminal, written } = terminalWith({ columns: 6 });

    terminal.status(['诗诗诗诗', 'b']);
    terminal.status(['c']);

    expect(written.err).toBe('诗诗\nb\n\u001b[2A\u001b[0Jc\n');
  });

  it('given no terminal, then a status is left out', () => {
    const { terminal, written } = terminalWith({});

    terminal.status(['a']);

    expect(written.err).toBe('');
    expect(terminal.canRedraw(false)).toBe(false);
  });

  it('given a job that prints on the same terminal, then nothing is redrawn over its lines', () => {
    const { terminal } = terminalWith({ columns: 80 });

    expect([terminal.canRedraw(false), terminal.canRedraw(true)]).toEqual([true, false]);
  });
});

describe('durationText', () => {
  it('given spans of all sizes, then two units at most are shown', () => {
    expect([850, 12_340, 245_000, 7_500_000].map(durationText)).toEqual([
      '850 ms',
      '12.3 s',
      '4 min 5 s',
      '2 h 5 min',
    ]);
  });
});
