/** What a user calls a piece of keyed state: its name, and how it combines values.
 *  Path: user's function → **descriptor** → keyed-state-store.ts → state. Two descriptors of one name in one
 *  operator mean
 *  the same state. Source: Flink's StateDescriptor and StateTtlConfig. */

/** State that is forgotten when it has not been touched for a while, counted in processing time. */
export type StateTtl = {
  readonly ttlMs: number;
  /** What makes it young again: writing (the default), or reading too. */
  readonly update?: 'on-create-and-write' | 'on-read-and-write';
  /** Whether a value is still given out after its time, while it has not been removed yet. */
  readonly visibility?: 'never-return-expired' | 'return-expired-if-not-cleaned-up';
};

export type AggregateFunction<I, A, R> = {
  createAccumulator(): A;
  /** May change `accumulator` and return it. */
  add(value: I, accumulator: A): A;
  getResult(accumulator: A): R;
  /** Needed for windows that merge. */
  merge?(first: A, second: A): A;
};

abstract class StateDescriptor {
  readonly name: string;
  readonly ttl: StateTtl | undefined;

  constructor(name: string, ttl?: StateTtl) {
    this.name = name;
    this.ttl = ttl;
  }
}

export class ValueStateDescriptor<T> extends StateDescriptor {
  declare readonly valueType?: T;
}

export class ListStateDescriptor<T> extends StateDescriptor {
  declare readonly elementType?: T;
}

export class MapStateDescriptor<K, V> extends StateDescriptor {
  declare readonly keyType?: K;
  declare readonly valueType?: V;
}

export class ReducingStateDescriptor<T> extends StateDescriptor {
  readonly reduce: (first: T, second: T) => T;

  constructor(name: string, reduce: (first: T, second: T) => T, ttl?: StateTtl) {
    super(name, ttl);
    this.reduce = reduce;
  }
}

export class AggregatingStateDescriptor<I, A, R> extends StateDescriptor {
  readonly aggregate: AggregateFunction<I, A, R>;

  constructor(name: string, aggregate: AggregateFunction<I, A, R>, ttl?: StateTtl) {
    super(name, ttl);
    this.aggregate = aggregate;
  }
}
