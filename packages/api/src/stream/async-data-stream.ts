/** Asynchronous calls on a stream: what a map with an async function cannot be.
 *  Path: data stream → **async wait** → its results as a stream, in the order of the records or as they come.
 *  Source: Flink's AsyncDataStream, whose …WithRetry methods are the option `retry` here. */
import type { AsyncCalls, AsyncFunction, AsyncRetryStrategy } from '@rivulet/operators';
import { invalidValue, requireAsyncFunctionArgument } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';

export type AsyncWaitOptions<R> = {
  /** Longest time of one record, in milliseconds, all attempts together; 0 waits for ever. */
  readonly timeoutMs: number;
  /** Records on their way at most, per subtask; the next one waits, which is back-pressure. 100 when absent. */
  readonly capacity?: number;
  /** Made with AsyncRetryStrategies; no second attempt when absent. */
  readonly retry?: AsyncRetryStrategy<R>;
};

export const AsyncDataStream: {
  /** Results in the order of the records. */
  orderedWait<T, R>(
    stream: DataStream<T>,
    fn: AsyncFunction<T, R>,
    options: AsyncWaitOptions<R>,
  ): SingleOutputStreamOperator<R>;
  /** Results as they come; watermarks keep their place among the records. */
  unorderedWait<T, R>(
    stream: DataStream<T>,
    fn: AsyncFunction<T, R>,
    options: AsyncWaitOptions<R>,
  ): SingleOutputStreamOperator<R>;
} = {
  orderedWait: (stream, fn, options) => asyncWait('orderedWait()', true, stream, fn, options),
  unorderedWait: (stream, fn, options) => asyncWait('unorderedWait()', false, stream, fn, options),
};

function asyncWait<T, R>(
  operator: string,
  ordered: boolean,
  stream: DataStream<T>,
  fn: AsyncFunction<T, R>,
  { timeoutMs, capacity = 100, retry }: AsyncWaitOptions<R>,
): SingleOutputStreamOperator<R> {
  const { asyncInvoke, timeout } = typeof fn === 'object' ? fn : { asyncInvoke: fn, timeout: undefined };
  requireAsyncFunctionArgument(operator, asyncInvoke);
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 0)) {
    throw invalidValue(operator, 'a timeoutMs of 0 or more', timeoutMs);
  }
  if (!(Number.isInteger(capacity) && capacity >= 1)) {
    throw invalidValue(operator, 'a capacity that is a whole number, 1 or more', capacity);
  }
  const calls = { invoke: asyncInvoke, timeout, retry } as AsyncCalls;
  const origin = DataStream.originOf(stream);
  const transformation = origin.followedBy('operator', {
    kind: 'async-wait',
    name: 'async-wait',
    params: { ordered, timeoutMs, capacity },
    functions: { fn: () => calls },
    chaining: 'head',
  });
  return new SingleOutputStreamOperator(origin.recorder, transformation);
}
