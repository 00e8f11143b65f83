/** Gives users the states they describe, each once per name.
 *  Path: context of a user's function → **store** → cells of the backend, with or without expiry.
 *  Invariant: states of one store are of one scope: the key, or the window of the key. Source: Flink's
 *  KeyedStateStore. */
import type { KeyedStateBackend, ListCell, MapCell, ValueCell } from './keyed-state-backend.ts';
import type { AggregatingState, ListState, MapState, ReducingState, ValueState } from './keyed-states.ts';
import type {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from './state-descriptor.ts';
import { type StateExpiry, stateExpiryOf } from './state-expiry.ts';
import type { StateScope } from './state-snapshot.ts';
import { NO_VALUE } from './value-column.ts';

export type StateStoreSettings = {
  readonly backend: KeyedStateBackend;
  readonly scope: StateScope;
  /** Keeps the names of one owner apart from those of others in the same task. */
  readonly prefix: string;
  readonly nowMs: () => number;
};

export class KeyedStateStore {
  readonly #settings: StateStoreSettings;
  readonly #states = new Map<string, unknown>();

  constructor(settings: StateStoreSettings) {
    this.#settings = settings;
  }

  getState<T>(descriptor: ValueStateDescriptor<T>): ValueState<T> {
    return this.#once(descriptor.name, (name, scope) => {
      const cell = expiringValue(this.#settings.backend.value(name, scope), this.#expiryOf(descriptor));
      return {
        value: () => cell.get() as T | undefined,
        update: (value) => cell.set(value),
        clear: () => cell.clear(),
      };
    });
  }

  getReducingState<T>(descriptor: ReducingStateDescriptor<T>): ReducingState<T> {
    return this.#once(descriptor.name, (name, scope) => {
      const cell = expiringValue(this.#settings.backend.value(name, scope), this.#expiryOf(descriptor));
      return {
        get: () => cell.get() as T | undefined,
        add: (value) => {
          const before = cell.get() as T | undefined;
          cell.set(before === undefined ? value : descriptor.reduce(before, value));
        },
        clear: () => cell.clear(),
      };
    });
  }

  getAggregatingState<I, A, R>(descriptor: AggregatingStateDescriptor<I, A, R>): AggregatingState<I, R> {
    const { aggregate } = descriptor;
    return this.#once(descriptor.name, (name, scope) => {
      const cell = expiringValue(this.#settings.backend.value(name, scope), this.#expiryOf(descriptor));
      return {
        get: () => {
          const accumulator = cell.get() as A | undefined;
          return accumulator === undefined ? undefined : aggregate.getResult(accumulator);
        },
        add: (value) => {
          const before = cell.get() as A | undefined;
          cell.set(aggregate.add(value, before === undefined ? aggregate.createAccumulator() : before));
        },
        clear: () => cell.clear(),
      };
    });
  }

  getListState<T>(descriptor: ListStateDescriptor<T>): ListState<T> {
    return this.#once(descriptor.name, (name, scope) =>
      listState(this.#settings.backend.list(name, scope), this.#expiryOf(descriptor)),
    );
  }

  getMapState<K, V>(descriptor: MapStateDescriptor<K, V>): MapState<K, V> {
    return this.#once(descriptor.name, (name, scope) =>
      mapState(this.#settings.backend.map(name, scope), this.#expiryOf(descriptor)),
    );
  }

  #once<S>(name: string, make: (name: string, scope: StateScope) => S): S {
    const known = this.#states.get(name) as S | undefined;
    if (known !== undefined) return known;
    const state = make(`${this.#settings.prefix}${name}`, this.#settings.scope);
    this.#states.set(name, state);
    return state;
  }

  #expiryOf({ ttl }: Pick<ValueStateDescriptor<unknown>, 'ttl'>): StateExpiry {
    return stateExpiryOf(ttl, this.#settings.nowMs);
  }
}

function expiringValue(
  cell: ValueCell,
  expiry: StateExpiry,
): { get(): unknown; set(value: unknown): void; clear(): void } {
  const touch = (stored: unknown): void => cell.set(stored);
  const remove = (): void => cell.clear();
  return {
    get: () => {
      const value = expiry.unwrap(cell.get(), touch, remove);
      return value === NO_VALUE ? undefined : value;
    },
    set: (value) => cell.set(expiry.wrap(value)),
    clear: remove,
  };
}

/** Each element has its own age. */
function listState<T>(cell: ListCell, expiry: StateExpiry): ListState<T> {
  return {
    get: () => {
      const kept: unknown[] = [];
      const values: T[] = [];
      let isChanged = false;
      for (const stored of cell.get()) {
        let now: unknown = stored;
        const value = expiry.unwrap(
          stored,
          (touched) => (now = touched),
          () => (now = NO_VALUE),
        );
        isChanged ||= now !== stored;
        if (now !== NO_VALUE) kept.push(now);
        if (value !== NO_VALUE) values.push(value as T);
      }
      if (isChanged) cell.set(kept);
      return values;
    },
    add: (value) => cell.add(expiry.wrap(value)),
    update: (values) => cell.set(values.map((value) => expiry.wrap(value))),
    clear: () => cell.clear(),
  };
}

/** Each entry has its own age. */
function mapState<K, V>(cell: MapCell, expiry: StateExpiry): MapState<K, V> {
  const read = (key: K): unknown =>
    expiry.unwrap(
      cell.get(key),
      (touched) => cell.set(key, touched),
      () => cell.delete(key),
    );
  const entries = (): (readonly [K, V])[] =>
    cell.entries().flatMap(([key]): [K, V][] => {
      const value = read(key as K);
      return value === NO_VALUE ? [] : [[key as K, value as V]];
    });
  return {
    get: (key) => {
      const value = read(key);
      return value === NO_VALUE ? undefined : (value as V);
    },
    put: (key, value) => cell.set(key, expiry.wrap(value)),
    contains: (key) => read(key) !== NO_VALUE,
    remove: (key) => cell.delete(key),
    entries,
    isEmpty: () => entries().length === 0,
    clear: () => cell.clear(),
  };
}
