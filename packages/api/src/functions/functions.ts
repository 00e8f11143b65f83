/** The functions a job's author writes, one type per operator. All are synchronous and run in a task thread;
 *  what they close over must be made in the job module, since each thread imports that module itself. */

/** One part of a key. */
export type KeyPart = string | number | boolean;

/** What a key may be: one value, or a tuple. It is hashed as Java would hash it (a tuple as Flink's Tuple), so that
 *  keys land where Flink would put them. */
export type Key = KeyPart | readonly [KeyPart, ...KeyPart[]];

export type MapFunction<T, R> = (value: T) => R;
export type FilterFunction<T> = (value: T) => boolean;
/** Either returns the values or hands each to `out`; `out` saves making an array per record. */
export type FlatMapFunction<T, R> = (value: T, out: Collector<R>) => Iterable<R> | void;
/** Combines two values of one key into one of the same type; must not change its arguments. */
export type ReduceFunction<T> = (first: T, second: T) => T;
/** Must give the same key for the same value, always. */
export type KeySelector<T, K extends Key> = (value: T) => K;
/** The subtask, from 0 and below `partitionCount`, that values of this key go to. */
export type PartitionerFunction<K> = (key: K, partitionCount: number) => number;
/** Makes the `index`-th value (from 0, counted over all subtasks of the source). */
export type GeneratorFunction<T> = (index: number) => T;

export type Collector<R> = { collect(value: R): void };

/** What count() emits. */
export type KeyCount<K extends Key> = { readonly key: K; readonly count: number };
