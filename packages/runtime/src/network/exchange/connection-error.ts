/** What ends a connection or a channel, as a coded error: something thrown here, or something a peer sent as JSON.
 *  What cannot be read becomes an error itself; nothing that a peer sends may throw. */
import {
  ERROR_CATALOGUE,
  isStreamError,
  StreamError,
  type StreamErrorJson,
  streamError,
} from '../../base/index.ts';
import { isConnectionReset } from '../../io/index.ts';

/** Anything that ended the connection; only coded errors keep their code. A reset has one of its own: the peer itself
 *  broke off, where a loss may be the network's or ours. */
export function asConnectionError(cause: unknown, peer: string): StreamError {
  if (isStreamError(cause)) return cause;
  if (isConnectionReset(cause)) return streamError('NET_CONNECTION_RESET', { peer }, cause);
  const reason = cause instanceof Error ? cause.message : String(cause);
  return streamError('NET_CONNECTION_LOST', { peer, reason }, cause);
}

/** @param bytes an error that a peer sent */
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
