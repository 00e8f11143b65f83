/** The shape of an answer: a question is a function from live facts to words, figures, something to try and Flink.
 *  Path: gather-facts → **question** (one file each) → explanation → render-explanation, or JSON as it is.
 *  Invariant: an answer contains no figure that is not in the facts, and each fact names the file that proves it. */
import type { Language } from '@rivulet/runtime/base';
import { fill } from '../texts/dictionary.ts';
import type { ClusterFacts } from './cluster-facts.ts';

export type QuestionName = 'threads' | 'slots' | 'client' | 'communication' | 'actors';

export type ExplainedFact = {
  /** Stable, for programs. */
  readonly key: string;
  /** In the reader's language. */
  readonly name: string;
  readonly value: number | string;
  /** What Flink calls it. */
  readonly flink: string;
  /** Where it is true, from the root of the repository. */
  readonly file: string;
};

export type Trial = {
  readonly command: string;
  /** How the answer changes. */
  readonly changes: string;
};

export type Explanation = {
  readonly question: QuestionName;
  readonly title: string;
  /** Paragraphs. */
  readonly answer: readonly string[];
  readonly facts: readonly ExplainedFact[];
  readonly trials: readonly Trial[];
  /** How Flink does the same, and where it differs. */
  readonly flink: readonly string[];
};

/** The words of one question in both languages; a missing one does not compile. */
export type QuestionTexts<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>;

export type Values = Readonly<Record<string, number | string>>;

/** Looks words up and fills them in. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

export type Question = (facts: ClusterFacts, language: Language) => Explanation;

export function sayIn<Key extends string>(texts: QuestionTexts<Key>, language: Language): Say<Key> {
  return (key, values = {}) => fill(texts[language][key], readable(values));
}

/** Makes facts out of a question's counts, each with its name in the reader's language. */
export function factOf<Key extends string, Counts extends Values>(
  say: Say<Key>,
  counts: Counts,
): (key: keyof Counts & string, text: Key, flink: string, file: string) => ExplainedFact {
  return (key, text, flink, file) => ({ key, name: say(text), value: counts[key] ?? '', flink, file });
}

function readable(values: Values): Values {
  const shown = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? value.toLocaleString('en') : value,
  ]);
  return Object.fromEntries(shown) as Values;
}
