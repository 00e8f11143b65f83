/** What a window keeps of its records: one value they are combined into, or all of them.
 *  Path: window operator (enters the window) → **contents** → cell of the backend at that window.
 *  Invariant: `NO_VALUE` stands for a window without contents, so it does not fire. */
import { summandOf } from '../aggregate/keyed-aggregate.ts';
import type { AggregateFunction, KeyedStateBackend, NumberCell, ValueCell } from '../state/index.ts';
import { NO_VALUE } from '../state/index.ts';

export type WindowContents = {
  add(value: unknown, timestamp: number): void;
  /** What the window's function gets: the combined value, or the list of records. */
  get(): unknown;
  clear(): void;
  /** What is stored, to be merged into another window. */
  raw(): unknown;
  merge(raw: unknown): void;
};

export type ContentsPlan =
  | { readonly kind: 'reduce'; readonly reduce: (first: unknown, second: unknown) => unknown }
  | { readonly kind: 'aggregate'; readonly aggregate: AggregateFunction<unknown, unknown, unknown> }
  | { readonly kind: 'count' }
  /** Of one field, or of the values themselves. */
  | { readonly kind: 'sum'; readonly field: string | null }
  | { readonly kind: 'list' };

const CELL = 'window-contents';

export function createWindowContents(plan: ContentsPlan, backend: KeyedStateBackend): WindowContents {
  switch (plan.kind) {
    case 'reduce':
      return new ReducedContents(plan.reduce, backend.value(CELL, 'window'));
    case 'aggregate':
      return new AggregatedContents(plan.aggregate, backend.value(CELL, 'window'));
    case 'count':
      return new SummedContents(backend, true);
    case 'sum':
      return plan.field === null
        ? new SummedContents(backend, false)
        : new AggregatedContents(fieldSum(plan.field), backend.value(CELL, 'window'));
    case 'list':
      return new ListedContents(backend);
  }
}

class ReducedContents implements WindowContents {
  readonly #reduce: (first: unknown, second: unknown) => unknown;
  readonly #cell: ValueCell;

  constructor(reduce: (first: unknown, second: unknown) => unknown, cell: ValueCell) {
    this.#reduce = reduce;
    this.#cell = cell;
  }

  add(value: unknown): void {
    const before = this.#cell.get();
    const reduce = this.#reduce;
    this.#cell.set(before === NO_VALUE ? value : reduce(before, value));
  }

  get(): unknown {
    return this.#cell.get();
  }

  clear(): void {
    this.#cell.clear();
  }

  raw(): unknown {
    return this.#cell.get();
  }

  merge(raw: unknown): void {
    if (raw !== NO_VALUE) this.add(raw);
  }
}

class AggregatedContents implements WindowContents {
  readonly #aggregate: AggregateFunction<unknown, unknown, unknown>;
  readonly #cell: ValueCell;

  constructor(aggregate: AggregateFunction<unknown, unknown, unknown>, cell: ValueCell) {
    this.#aggregate = aggregate;
    this.#cell = cell;
  }

  add(value: unknown): void {
    const before = this.#cell.get();
    const accumulator = before === NO_VALUE ? this.#aggregate.createAccumulator() : before;
    this.#cell.set(this.#aggregate.add(value, accumulator));
  }

  get(): unknown {
    const accumulator = this.#cell.get();
    return accumulator === NO_VALUE ? NO_VALUE : this.#aggregate.getResult(accumulator);
  }

  clear(): void {
    this.#cell.clear();
  }

  raw(): unknown {
    return this.#cell.get();
  }

  merge(raw: unknown): void {
    if (raw === NO_VALUE) return;
    const before = this.#cell.get();
    // The API refuses merging windows for an aggregate without `merge`.
    this.#cell.set(before === NO_VALUE ? raw : this.#aggregate.merge?.(before, raw));
  }
}

/** Counts and sums of numbers, in columns of numbers. */
class SummedContents implements WindowContents {
  readonly #backend: KeyedStateBackend;
  readonly #counts: NumberCell;
  /** Absent when only counting. */
  readonly #sums: NumberCell | undefined;

  constructor(backend: KeyedStateBackend, isCountOnly: boolean) {
    this.#backend = backend;
    this.#counts = backend.number(`${CELL}/count`, 0, 'window');
    this.#sums = isCountOnly ? undefined : backend.number(`${CELL}/sum`, 0, 'window');
  }

  add(value: unknown): void {
    this.#counts.add(1);
    this.#sums?.add(value as number);
  }

  get(): unknown {
    const count = this.#counts.get();
    if (count === 0) return NO_VALUE;
    return this.#sums === undefined ? { key: this.#backend.keys.currentKey, count } : this.#sums.get();
  }

  clear(): void {
    this.#counts.clear();
    this.#sums?.clear();
  }

  raw(): unknown {
    return [this.#counts.get(), this.#sums?.get() ?? 0];
  }

  merge(raw: unknown): void {
    const [count, sum] = raw as [number, number];
    this.#counts.add(count);
    this.#sums?.add(sum);
  }
}

class ListedContents implements WindowContents {
  readonly #cell: ReturnType<KeyedStateBackend['list']>;

  constructor(backend: KeyedStateBackend) {
    this.#cell = backend.list(CELL, 'window');
  }

  add(value: unknown): void {
    this.#cell.add(value);
  }

  get(): unknown {
    const values = this.#cell.get();
    return values.length === 0 ? NO_VALUE : values;
  }

  clear(): void {
    this.#cell.clear();
  }

  raw(): unknown {
    return this.#cell.get();
  }

  merge(raw: unknown): void {
    for (const value of raw as readonly unknown[]) this.#cell.add(value);
  }
}

type Row = Record<string, number>;

/** Sums one field; the others are those of the window's first record, as in Flink. */
function fieldSum(field: string): AggregateFunction<unknown, unknown, unknown> {
  const copyOf = (row: Row): Row =>
    (Array.isArray(row) ? [...(row as unknown[])] : { ...row }) as unknown as Row;
  const add = (first: Row, second: Row): Row => {
    first[field] = (first[field] as number) + summandOf(second, field);
    return first;
  };
  return {
    createAccumulator: () => undefined,
    add: (value, sum) => {
      if (sum !== undefined) return add(sum as Row, value as Row);
      summandOf(value, field);
      return copyOf(value as Row);
    },
    getResult: (sum) => copyOf(sum as Row),
    merge: (first, second) => add(first as Row, second as Row),
  };
}
