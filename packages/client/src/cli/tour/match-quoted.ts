/** Compares what a command printed with what a page quotes of it.
 *  In a quotation `…` stands for anything within a line, a line of only `…` for any lines, and `<name>` for a word that
 *  is the same wherever the name is written. Spaces count as one, blank lines and the rules of tables not at all: what
 *  varies would move the columns.
 *  Invariant: every line that is printed is quoted or skipped by a `…`. */
const GAP = '…';
const NAME = /<([a-z]+)>/g;
const RULE = /^[─ ]+$/;

/** Words by the name that the pages give them, from the first output that had them. */
export type KnownWords = ReadonlyMap<string, string>;

/** @returns the words that are known now; undefined if the output is not as quoted */
export function matchQuoted(quoted: string, printed: string, known: KnownWords): KnownWords | undefined {
  return matchLines(linesOf(quoted), linesOf(printed), known);
}

/** Puts known words in the place of their names, for the commands of a page. */
export function withKnownWords(text: string, known: KnownWords): string {
  return text.replace(NAME, (name, word: string) => known.get(word) ?? name);
}

function matchLines(
  quoted: readonly string[],
  printed: readonly string[],
  known: KnownWords,
): KnownWords | undefined {
  const [expected, ...rest] = quoted;
  if (expected === undefined) return printed.length === 0 ? known : undefined;
  if (expected === GAP) {
    for (let skipped = 0; skipped <= printed.length; skipped++) {
      const found = matchLines(rest, printed.slice(skipped), known);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const [line, ...others] = printed;
  const words = line === undefined ? undefined : matchLine(expected, line, known);
  return words === undefined ? undefined : matchLines(rest, others, words);
}

function matchLine(expected: string, line: string, known: KnownWords): KnownWords | undefined {
  const names: string[] = [];
  const pattern = withKnownWords(expected, known)
    .split(/(…|<[a-z]+>)/)
    .map((part) => {
      if (part === GAP) return '.*';
      if (!/^<[a-z]+>$/.test(part)) return part.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
      names.push(part.slice(1, -1));
      return String.raw`(\S+)`;
    })
    .join('');
  const found = new RegExp(`^${pattern}$`).exec(line);
  if (found === null) return undefined;
  return new Map([...known, ...names.map((name, index) => [name, found[index + 1] ?? ''] as const)]);
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '' && !RULE.test(line));
}
