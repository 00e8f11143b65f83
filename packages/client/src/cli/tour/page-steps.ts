/** What a page tells its reader to type: each `sh` block, with the `text` block that quotes its output. */
export type PageStep = { readonly command: string; readonly quoted: string };

const BLOCKS = /```sh\n([^`]*?)\n```(?:\n\n```text\n([\s\S]*?)\n```)?/g;

/** @returns steps in the order of the page; what is not quoted may be anything */
export function stepsOf(page: string): readonly PageStep[] {
  return [...page.matchAll(BLOCKS)].map(([, command = '', quoted = '…']) => ({ command, quoted }));
}
