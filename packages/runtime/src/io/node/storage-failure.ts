/** Turns what the file system threw into the coded error that callers switch on, with the path and the reason. */
import { streamError, type StreamError } from '../../base/index.ts';

export function storageFailure(operation: string, path: string, cause: unknown): StreamError {
  // The system's message repeats call and path behind a comma.
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/, \w+ '.*$/, '');
  return streamError('STORAGE_FAILED', { operation, path, reason }, cause);
}

/** Runs `work`; whatever it throws becomes STORAGE_FAILED. */
export function guarded<T>(operation: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFailure(operation, path, error);
  }
}
