/** What a user writes to call something outside for each record: a function that gives a promise.
 *  Path: AsyncDataStream → **async function** → AsyncWait. Source: Flink's AsyncFunction. */
import type { AsyncRetryStrategy } from './async-retry-strategies.ts';

/** The values a record leads to, none or several. @param signal aborted when nobody waits any more: the time is over,
 *  or the task has ended */
export type AsyncInvoke<T, R> = (value: T, signal: AbortSignal) => PromiseLike<readonly R[]>;

export type AsyncFunction<T, R> =
  | AsyncInvoke<T, R>
  | {
      readonly asyncInvoke: AsyncInvoke<T, R>;
      /** What a record whose time is over leads to; without it the task fails. */
      readonly timeout?: (value: T) => readonly R[];
    };

/** How an AsyncWait calls out, as its functions carry it from the plan. */
export type AsyncCalls = {
  readonly invoke: AsyncInvoke<unknown, unknown>;
  readonly timeout: ((value: unknown) => readonly unknown[]) | undefined;
  readonly retry: AsyncRetryStrategy<unknown> | undefined;
};
