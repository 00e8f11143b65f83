/** Whether and when a call is made again, after a failure or a result that is none.
 *  The timeout of a record covers all its attempts. Source: Flink's AsyncRetryStrategies. */
import { streamError } from '@rivulet/runtime/base';

export type AsyncRetryConditions<R> = {
  /** Try again after this result; by default after none. */
  readonly ifResult?: (values: readonly R[]) => boolean;
  /** Try again after this error; by default after any. */
  readonly ifException?: (error: unknown) => boolean;
};

export type AsyncRetryStrategy<R> = AsyncRetryConditions<R> & {
  /** The first one included. */
  readonly maxAttempts: number;
  /** @param attempt the one that has failed, from 1 */
  readonly delayMs: (attempt: number) => number;
};

export type FixedDelay<R> = AsyncRetryConditions<R> & {
  readonly maxAttempts: number;
  readonly delayMs: number;
};

export type ExponentialBackoff<R> = AsyncRetryConditions<R> & {
  readonly maxAttempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  /** By how much each delay is longer than the one before: 2 when absent. */
  readonly multiplier?: number;
};

export const AsyncRetryStrategies: {
  fixedDelay<R>(options: FixedDelay<R>): AsyncRetryStrategy<R>;
  exponentialBackoff<R>(options: ExponentialBackoff<R>): AsyncRetryStrategy<R>;
} = {
  fixedDelay: ({ delayMs, ...rest }) => {
    requireAtLeast('maxAttempts', rest.maxAttempts, 1);
    requireAtLeast('delayMs', delayMs, 0);
    return { ...rest, delayMs: () => delayMs };
  },
  exponentialBackoff: ({ initialDelayMs, maxDelayMs, multiplier = 2, ...rest }) => {
    requireAtLeast('maxAttempts', rest.maxAttempts, 1);
    requireAtLeast('initialDelayMs', initialDelayMs, 0);
    requireAtLeast('multiplier', multiplier, 1);
    requireAtLeast('maxDelayMs', maxDelayMs, initialDelayMs);
    const delayMs = (attempt: number): number =>
      Math.min(maxDelayMs, initialDelayMs * multiplier ** (attempt - 1));
    return { ...rest, delayMs };
  },
};

function requireAtLeast(name: string, value: number, least: number): void {
  if (typeof value === 'number' && value >= least) return;
  const expected = `a ${name} of at least ${least}`;
  throw streamError('JOB_VALUE_INVALID', {
    operator: 'AsyncRetryStrategies',
    expected,
    received: String(value),
  });
}
