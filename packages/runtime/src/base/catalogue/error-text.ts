/** The shape of one entry of the error catalogue: what was seen and what to do, in both languages.
 *  `{name}` is replaced by the detail of that name. Both languages name the same details (a test checks it). */

export type ErrorText = {
  /** What was seen. One line, no final full stop. */
  readonly en: string;
  readonly zh: string;
  /** What to do about it. One line; a command where one helps. */
  readonly help: { readonly en: string; readonly zh: string };
};

export function defineErrors<Code extends string>(
  texts: Readonly<Record<Code, ErrorText>>,
): Readonly<Record<Code, ErrorText>> {
  return texts;
}
