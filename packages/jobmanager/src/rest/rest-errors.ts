/** What a failed request is answered: Flink's body `{"errors": ["CODE: what was seen. What to do"]}` and a status.
 *  Exactly one key: Flink's own clients take any other body for an answer. */
import { type ErrorCode, isStreamError, streamError, type StreamError } from '@rivulet/runtime/base';
import type { Logger } from '@rivulet/runtime/io';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type ErrorBody = { readonly errors: readonly [string] };
export type ErrorAnswer = { readonly status: ContentfulStatusCode; readonly body: ErrorBody };

export function errorAnswer(error: unknown, log: Logger): ErrorAnswer {
  const coded = isStreamError(error) ? error : internalError(error, log);
  const status = STATUS[coded.code] ?? 500;
  return { status, body: { errors: [`${coded.code}: ${coded.message}. ${coded.help('en')}`] } };
}

/** The caller learns that something broke, the log learns what. */
function internalError(error: unknown, log: Logger): StreamError {
  log.error({ error }, 'a request failed unexpectedly');
  const reason = error instanceof Error ? error.message : String(error);
  return streamError('INTERNAL_ERROR', { reason }, error);
}

const STATUS: Readonly<Partial<Record<ErrorCode, ContentfulStatusCode>>> = {
  REST_REQUEST_INVALID: 400,
  JOB_GRAPH_INVALID: 400,
  REST_UNAUTHORIZED: 401,
  REST_CROSS_ORIGIN: 403,
  REST_PATH_UNKNOWN: 404,
  JOB_NOT_FOUND: 404,
  VERTEX_NOT_FOUND: 404,
  CHECKPOINT_NOT_FOUND: 404,
  TASK_MANAGER_NOT_FOUND: 404,
  BLOB_NOT_FOUND: 404,
  ACTOR_NOT_FOUND: 404,
  INSPECT_CONTROL_DISABLED: 403,
  ACTOR_AMBIGUOUS: 409,
  JOB_DUPLICATE: 409,
  CHECKPOINT_NOT_TRIGGERED: 409,
  BLOB_TOO_LARGE: 413,
  REST_REQUEST_TOO_LARGE: 413,
  RECIPIENT_UNREACHABLE: 503,
  ASK_TIMEOUT: 504,
};
