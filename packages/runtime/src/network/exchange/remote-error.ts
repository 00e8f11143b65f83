/** Errors that cross the data plane: a producer's coded error as JSON. What cannot be read becomes an error itself;
 *  nothing that a peer sends may throw here. */
import { ERROR_CATALOGUE, StreamError, type StreamErrorJson, streamError } from '../../base/index.ts';

export function readRemoteError(bytes: Uint8Array, peer: string): StreamError {
  const text = new TextDecoder().decode(bytes);
  try {
    const json: unknown = JSON.parse(text);
    if (isErrorJson(json)) return StreamError.fromJSON(json);
  } catch {
    // Not JSON: told below.
  }
  return streamError('NET_CONNECTION_LOST', {
    peer,
    reason: `it sent an unreadable error: ${text.slice(0, 200)}`,
  });
}

function isErrorJson(json: unknown): json is StreamErrorJson {
  if (typeof json !== 'object' || json === null) return false;
  const { code, details, message } = json as Record<string, unknown>;
  const known = typeof code === 'string' && Object.hasOwn(ERROR_CATALOGUE, code);
  return known && typeof details === 'object' && details !== null && typeof message === 'string';
}
