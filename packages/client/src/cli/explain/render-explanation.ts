/** An explanation on a terminal: prose, then the facts with Flink's name and the file that proves each, then what to
 *  try, then Flink. Prose is broken to the width of the terminal, Chinese between its characters. */
import type { TextStyle } from '../terminal/terminal.ts';
import { displayWidth } from '../terminal/text-table.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import type { Dictionary } from '../texts/dictionary.ts';
import type { ExplainedFact, Explanation } from './explanation.ts';

export type StyledLine = { readonly text: string; readonly style?: TextStyle };

export function renderExplanation(
  texts: Dictionary,
  explanation: Explanation,
  width: number,
): readonly StyledLine[] {
  const { title, answer, facts, trials, flink } = explanation;
  const plain = (lines: readonly string[]): readonly StyledLine[] => lines.map((text) => ({ text }));
  const paragraphs = (all: readonly string[]): readonly StyledLine[] =>
    plain(all.flatMap((paragraph) => [...wrapText(paragraph, width), '']));
  const heading = (text: string): StyledLine => ({ text, style: 'bold' });
  return [
    heading(title),
    ...plain(['']),
    ...paragraphs(answer),
    heading(texts.explainFacts),
    ...factLines(facts),
    ...plain(['']),
    heading(texts.explainTry),
    ...trials.flatMap(({ command, changes }): readonly StyledLine[] => [
      { text: `  ${command}` },
      ...wrapText(changes, width - 6).map((text): StyledLine => ({ text: `      ${text}`, style: 'dim' })),
    ]),
    ...plain(['']),
    heading(texts.explainFlink),
    ...plain(flink.flatMap((paragraph) => wrapText(paragraph, width - 2).map((line) => `  ${line}`))),
  ];
}

/** Two lines a fact, so that it fits a narrow terminal: name, value and Flink's name; below them the file. */
function factLines(facts: readonly ExplainedFact[]): readonly StyledLine[] {
  const shown = (value: ExplainedFact['value']): string =>
    typeof value === 'number' ? value.toLocaleString('en') : value;
  const nameWidth = Math.max(...facts.map(({ name }) => displayWidth(name)));
  const valueWidth = Math.max(...facts.map(({ value }) => displayWidth(shown(value))));
  return facts.flatMap(({ name, value, flink, file }): readonly StyledLine[] => {
    const padded = `${name}${gap(nameWidth - displayWidth(name))}`;
    const number = `${gap(valueWidth - displayWidth(shown(value)))}${shown(value)}`;
    return [{ text: `  ${padded}  ${number}   ${flink}` }, { text: `      ${file}`, style: 'dim' }];
  });
}

function gap(width: number): string {
  return ' '.repeat(Math.max(0, width));
}
