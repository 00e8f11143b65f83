/** A stream whose values are grouped by key, and `keyBy`, which leads to it.
 *  Path: data stream → **keyed stream** → hash edge → keyed operator. Invariant: all values of one key are in one
 *  subtask. Source: Flink's KeyedStream. */
import type { KeyedProcessFunction, MadePerSubtask } from '@rivulet/operators';
import { streamError } from '@rivulet/runtime/base';
import type { JsonValue } from '@rivulet/runtime/graph';
import {
  type ComparableFieldOf,
  extremeFieldOf,
  type Key,
  type KeyAt,
  type KeyCount,
  type KeyFieldOf,
  type KeysAt,
  type KeySelector,
  type NumericFieldOf,
  recordWithExtreme,
  type ReduceFunction,
  type UserFunctions,
} from '../functions/index.ts';
import { addMethod } from './add-method.ts';
import {
  fieldParam,
  requireField,
  requireFunctionArgument,
  requireProcessArgument,
} from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import { keySelectorOf } from './key-selectors.ts';
import type { StreamOrigin } from './stream-origin.ts';

/** Its results are running updates, one per value; windows give one per window instead. */
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

  /** Any number of values and side outputs out per value in, with state and timers of its key. */
  override process<R>(fn: MadePerSubtask<KeyedProcessFunction<K, T, R>>): SingleOutputStreamOperator<R> {
    requireProcessArgument('process()', fn);
    return this.#aggregate('keyed-process', {}, { fn: () => fn }, 'process');
  }

  /** Emits, per value, the combination of all values of its key so far. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('reduce()', fn);
    return this.#aggregate('reduce', {}, { fn });
  }

  /** Emits, per value, how many values its key has had so far. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#aggregate('count', {}, {});
  }

  /** Emits, per value, the sum so far: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: KeyedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: unknown): SingleOutputStreamOperator<T> {
    return this.#aggregate('sum', { field: fieldParam('sum()', field) }, {});
  }

  /** Emits, per value, the least so far: of the values themselves, or of one field (other fields as first seen). */
  min(this: KeyedStream<number, K> | KeyedStream<string, K>): SingleOutputStreamOperator<T>;
  min(field: ComparableFieldOf<T>): SingleOutputStreamOperator<T>;
  min(field?: unknown): SingleOutputStreamOperator<T> {
    return this.#extreme('min', field);
  }

  /** Emits, per value, the greatest so far: of the values themselves, or of one field (other fields as first seen). */
  max(this: KeyedStream<number, K> | KeyedStream<string, K>): SingleOutputStreamOperator<T>;
  max(field: ComparableFieldOf<T>): SingleOutputStreamOperator<T>;
  max(field?: unknown): SingleOutputStreamOperator<T> {
    return this.#extreme('max', field);
  }

  /** Emits, per value, the value with the least field so far. @param first of equal ones the first, else the last */
  minBy(field: ComparableFieldOf<T>, first = true): SingleOutputStreamOperator<T> {
    return this.#extremeBy('min', field, first);
  }

  /** Emits, per value, the value with the greatest field so far. @param first of equal ones the first, else the last */
  maxBy(field: ComparableFieldOf<T>, first = true): SingleOutputStreamOperator<T> {
    return this.#extremeBy('max', field, first);
  }

  #extreme(extreme: 'min' | 'max', field: unknown): SingleOutputStreamOperator<T> {
    const operator = `${extreme}()`;
    const fn = extremeFieldOf<T>({ operator, extreme, field: fieldParam(operator, field) });
    return this.#aggregate('reduce', {}, { fn }, extreme);
  }

  #extremeBy(extreme: 'min' | 'max', field: unknown, keepFirst: boolean): SingleOutputStreamOperator<T> {
    const operator = `${extreme}By()`;
    const fn = recordWithExtreme<T>({ operator, extreme, field: requireField(operator, field) }, keepFirst);
    return this.#aggregate('reduce', {}, { fn }, `${extreme}-by`);
  }

  #aggregate<R>(
    kind: string,
    params: JsonValue,
    functions: UserFunctions,
    name = kind,
  ): SingleOutputStreamOperator<R> {
    const draft = { kind, name, params, functions: { ...functions, keySelector: this.#keySelector } };
    return new SingleOutputStreamOperator(this.#origin.recorder, this.#origin.followedBy('operator', draft));
  }
}

declare module './data-stream.ts' {
  interface DataStream<T> {
    /** Brings all values of one key to one subtask. The key is what a function gives, or one field, or several fields
     *  as a tuple. */
    keyBy<K extends Key>(keySelector: KeySelector<T, K>): KeyedStream<T, K>;
    keyBy<Field extends KeyFieldOf<T>>(field: Field): KeyedStream<T, KeyAt<T, Field>>;
    keyBy<const Fields extends readonly [KeyFieldOf<T>, KeyFieldOf<T>, ...KeyFieldOf<T>[]]>(
      ...fields: Fields
    ): KeyedStream<T, Extract<KeysAt<T, Fields>, Key>>;
  }
}

addMethod(DataStream<unknown>, 'keyBy', function (...given: readonly unknown[]) {
  return new KeyedStream(DataStream.originOf(this), keySelectorOf('keyBy()', given));
});

// Who comes past the compiler learns what is missing, instead of "is not a function".
for (const name of [
  'window',
  'countWindow',
  'reduce',
  'aggregate',
  'sum',
  'min',
  'max',
  'minBy',
  'maxBy',
  'count',
]) {
  Object.defineProperty(DataStream.prototype, name, {
    value: () => {
      throw streamError('JOB_STREAM_NOT_KEYED', { operator: `${name}()` });
    },
    configurable: true,
  });
}
