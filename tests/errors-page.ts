/** Makes docs/errors.md from the error catalogue, so that the page cannot differ from what people are shown.
 *  `pnpm docs:errors` writes it; errors-page.test.ts fails while it is out of date. */
import type { ErrorText } from '@rivulet/runtime/base';

export type ErrorArea = {
  readonly title: string;
  /** The catalogue file the texts live in. */
  readonly file: string;
  readonly errors: Readonly<Record<string, ErrorText>>;
};

export function errorsPage(areas: readonly ErrorArea[]): string {
  return [HEAD, ...areas.map(section)].join('\n');
}

const HEAD = `# Errors · 错误码

Every error a person can meet has a code. The first line says what was seen, the second what to do; words in
braces are filled in when the error is raised. Programs switch on the code, never on the text.
This page is made from the catalogue in \`packages/runtime/src/base/catalogue\` by \`pnpm docs:errors\`.

用户可能遇到的每个错误都有错误码。第一行说明现象，第二行说明处理办法；花括号中的内容在报错时填入。
程序应根据错误码判断，而不要匹配文字。本页由 \`pnpm docs:errors\` 根据错误目录生成，请勿手工修改。

Exit codes · 退出码: 0 ok · 1 the job failed · 2 wrong usage · 3 cannot reach the cluster · 4 not enough
resources · 124 timed out · 130 interrupted.
`;

function section({ title, file, errors }: ErrorArea): string {
  const entries = Object.entries(errors).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [`## ${title}\n`, `\`${file}\`\n`, ...entries.map(([code, text]) => entry(code, text))].join('\n');
}

function entry(code: string, { en, zh, help }: ErrorText): string {
  return `### ${code}\n\n- ${en}\n  <br>${help.en}\n- ${zh}\n  <br>${help.zh}\n`;
}
