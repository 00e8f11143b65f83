/** An error that happened in another process, rebuilt so that it can be told in this person's language.
 *  A failed job sends code and details; a refused request only its English text (Flink's error body has room for no
 *  more), from which the details are read back by the catalogue's own template. */
import { ERROR_CATALOGUE, type ErrorCode, type ErrorDetails, StreamError } from '@rivulet/runtime/base';

export function remoteError(code: ErrorCode, message: string, details: ErrorDetails = {}): StreamError {
  const found = Object.keys(details).length > 0 ? details : (detailsIn(code, message) ?? {});
  const error = StreamError.fromJSON({ code, message, details: found });
  if (Object.keys(found).length === 0 && message !== '') error.message = message;
  return error;
}

/** `undefined` when the text does not begin with a code of ours. */
export function parseRemoteError(text: string): StreamError | undefined {
  const [, code = '', message = ''] = /^([A-Z][A-Z0-9_]+): (.*)$/s.exec(text) ?? [];
  return code in ERROR_CATALOGUE ? remoteError(code as ErrorCode, message) : undefined;
}

/** Matches `what was seen. What to do` against the templates; `undefined` when it does not fit. */
function detailsIn(code: ErrorCode, message: string): ErrorDetails | undefined {
  const { en, help } = ERROR_CATALOGUE[code];
  const seen = new Set<string>();
  const pattern = `${en}. ${help.en}`.split(/(\{\w+\})/).map((part) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) return part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    if (seen.has(name)) return `\\k<${name}>`;
    seen.add(name);
    return `(?<${name}>.*?)`;
  });
  return new RegExp(`^${pattern.join('')}$`, 's').exec(message)?.groups;
}
