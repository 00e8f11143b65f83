/** Keyed state as users have it in hand. Each is about the key, and in windows the window, that is current when it is
 *  used. Path: user's function → **state** → cell of the backend. Source: Flink's State interfaces. */

export type ValueState<T> = {
  /** `undefined` when nothing was stored for this key. */
  value(): T | undefined;
  update(value: T): void;
  clear(): void;
};

export type ListState<T> = {
  get(): readonly T[];
  add(value: T): void;
  update(values: readonly T[]): void;
  clear(): void;
};

export type MapState<K, V> = {
  get(key: K): V | undefined;
  put(key: K, value: V): void;
  contains(key: K): boolean;
  remove(key: K): void;
  entries(): readonly (readonly [K, V])[];
  isEmpty(): boolean;
  clear(): void;
};

export type ReducingState<T> = {
  get(): T | undefined;
  add(value: T): void;
  clear(): void;
};

export type AggregatingState<I, R> = {
  get(): R | undefined;
  add(value: I): void;
  clear(): void;
};
