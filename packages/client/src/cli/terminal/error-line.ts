/** An error as people read it: `CODE: what was seen. What to do.` on one line; the stack only when asked for. */
import { isStreamError, type Language, type StreamError, streamError } from '@rivulet/runtime/base';

/** The coded error to show: anything else is a mistake of ours and says so. */
export function codedErrorOf(error: unknown): StreamError {
  if (isStreamError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return streamError('CLIENT_INTERNAL', { reason }, error);
}

export function errorLine(error: unknown, language: Language): string {
  const coded = codedErrorOf(error);
  const { what, help } = textsOf(coded, language);
  const stop = language === 'zh' ? '。' : '. ';
  const sentences = help === '' ? what : `${what}${stop}${help}`;
  return `${coded.code}: ${sentences.replaceAll('\n', ' ')}`;
}

/** The error as it stands in a JSON document. */
export function errorDocument(
  error: unknown,
  language: Language,
): { readonly code: string; readonly message: string; readonly help: string } {
  const coded = codedErrorOf(error);
  const { what, help } = textsOf(coded, language);
  return { code: coded.code, message: what, help };
}

function textsOf(error: StreamError, language: Language): { readonly what: string; readonly help: string } {
  const what = error.describe(language);
  // Details that did not travel leave their names standing: then the text from the other side says it all.
  const unfilled = Object.keys(error.details).length === 0 && /\{\w+\}/.test(what);
  return unfilled ? { what: error.message, help: '' } : { what, help: error.help(language) };
}
