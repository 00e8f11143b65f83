/** Turns what a user's function threw into USER_FUNCTION_FAILED, with the operator, the task and the user's own line.
 *  What Rivulet itself throws on the way through a user's frame (a coded error, an assertion, a cancellation) passes
 *  unchanged: it is not the user's. */
import { userLocationOf } from './user-location.ts';
import { AssertionError, isStreamError, type StreamError, streamError } from '@rivulet/runtime/base';
import { TaskCancellation } from './task-cancellation.ts';

export type FailingPlace = { readonly operatorName: string; readonly taskName: string };

export function userFailure(
  place: FailingPlace,
  error: unknown,
): StreamError | AssertionError | TaskCancellation {
  if (isStreamError(error) || error instanceof AssertionError || error instanceof TaskCancellation)
    return error;
  const location = userLocationOf(error) ?? 'no line of the job in the stack';
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return streamError(
    'USER_FUNCTION_FAILED',
    { operator: place.operatorName, task: place.taskName, reason, location },
    error,
  );
}
