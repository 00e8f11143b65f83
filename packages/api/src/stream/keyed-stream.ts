/** A stream whose values are grouped by key, and `keyBy`, which leads to it.
 *  Path: data stream → **keyed stream** → hash edge → keyed operator. Invariant: all values of one key are in one
 *  subtask. Source: Flink's KeyedStream. */
import type { JsonValue } from '@rivulet/runtime/graph';
import type {
  Key,
  KeyCount,
  KeySelector,
  NumericFieldOf,
  ReduceFunction,
  UserFunctions,
} from '../functions/index.ts';
import { requireFunctionArgument, sumParams } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import type { StreamOrigin } from './stream-origin.ts';

/** Its results are running updates, one per value; `window` waits for the end instead. */
export class KeyedStream<T, K extends Key> extends DataStream<T> {
  readonly #origin: StreamOrigin;
  readonly #keySelector: KeySelector<T, K>;

  constructor(origin: StreamOrigin, keySelector: KeySelector<T, K>) {
    super(origin.partitioned('hash', { keySelector }));
    this.#origin = DataStream.originOf(this);
    this.#keySelector = keySelector;
  }

  /** For the files that add methods here: a user has no use for it. */
  static keySelectorOf<T, K extends Key>(stream: KeyedStream<T, K>): KeySelector<T, K> {
    return stream.#keySelector;
  }

  /** Emits, per value, the combination of all values of its key so far. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('reduce()', fn);
    return this.#aggregate('reduce', {}, { fn });
  }

  /** Emits, per value, the sum so far: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: KeyedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: string): SingleOutputStreamOperator<T> {
    return this.#aggregate('sum', sumParams(field), {});
  }

  /** Emits, per value, how many values its key has had so far. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#aggregate('count', {}, {});
  }

  #aggregate<R>(kind: string, params: JsonValue, functions: UserFunctions): SingleOutputStreamOperator<R> {
    const draft = { kind, name: kind, params, functions: { ...functions, keySelector: this.#keySelector } };
    return new SingleOutputStreamOperator(this.#origin.recorder, this.#origin.followedBy('operator', draft));
  }
}

declare module './data-stream.ts' {
  interface DataStream<T> {
    /** Brings all values of one key to one subtask. */
    keyBy<K extends Key>(keySelector: KeySelector<T, K>): KeyedStream<T, K>;
  }
}

DataStream.prototype.keyBy = function <T, K extends Key>(
  this: DataStream<T>,
  keySelector: KeySelector<T, K>,
): KeyedStream<T, K> {
  requireFunctionArgument('keyBy()', keySelector);
  return new KeyedStream(DataStream.originOf(this), keySelector);
};
