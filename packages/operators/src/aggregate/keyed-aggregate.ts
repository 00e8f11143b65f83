/** What is known so far about the values of each key: their count, their sum, or the user's reduction.
 *  Used record by record (running-aggregate.ts) and once per window (window-end-of-stream.ts).
 *  Invariant: both calls are about the current key. */
import { assert, streamError } from '@rivulet/runtime/base';
import type { KeyDirectory, NumberCell, ValueCell } from '../state/index.ts';
import { NO_VALUE } from '../state/index.ts';
import type { OperatorHost } from '../host/operator-host.ts';

export type KeyedAggregate = {
  /** `add` runs a function of the user. */
  readonly callsUser: boolean;
  add(value: unknown): void;
  result(): unknown;
};

/** @param kind count, sum or reduce
 *  @param field of `sum`: null sums the values themselves */
export function createKeyedAggregate(kind: string, field: string | null, host: OperatorHost): KeyedAggregate {
  switch (kind) {
    case 'count':
      return new CountAggregate(host);
    case 'sum':
      return field === null ? new SumAggregate(host) : new FieldSumAggregate(host, field);
    default:
      assert(kind === 'reduce', `an aggregate is count, sum or reduce, not ${kind}`);
      return new ReduceAggregate(host);
  }
}

class CountAggregate implements KeyedAggregate {
  readonly callsUser = false;
  readonly #keys: KeyDirectory;
  readonly #counts: NumberCell;

  constructor({ keyedState }: OperatorHost) {
    this.#keys = keyedState.keys;
    this.#counts = keyedState.number('count', 0);
  }

  add(): void {
    this.#counts.add(1);
  }

  result(): unknown {
    return { key: this.#keys.currentKey, count: this.#counts.get() };
  }
}

class SumAggregate implements KeyedAggregate {
  readonly callsUser = false;
  readonly #sums: NumberCell;

  constructor({ keyedState }: OperatorHost) {
    this.#sums = keyedState.number('sum', 0);
  }

  add(value: unknown): void {
    this.#sums.add(value as number);
  }

  result(): unknown {
    return this.#sums.get();
  }
}

/** Sums one field; the others are those of the key's first value, as in Flink. */
class FieldSumAggregate implements KeyedAggregate {
  readonly callsUser = false;
  readonly #field: string;
  readonly #firsts: ValueCell;
  readonly #sums: NumberCell;

  constructor({ keyedState }: OperatorHost, field: string) {
    this.#field = field;
    this.#firsts = keyedState.value('first');
    this.#sums = keyedState.number('sum', 0);
  }

  add(value: unknown): void {
    if (this.#firsts.get() === NO_VALUE) this.#firsts.set(value);
    this.#sums.add(summandOf(value, this.#field));
  }

  result(): unknown {
    const first = this.#firsts.get();
    // A copy: what was emitted before must not change under its holder.
    const copy = (Array.isArray(first) ? [...(first as unknown[])] : { ...(first as object) }) as Record<
      string,
      unknown
    >;
    copy[this.#field] = this.#sums.get();
    return copy;
  }
}

class ReduceAggregate implements KeyedAggregate {
  readonly callsUser = true;
  readonly #fn: (first: unknown, second: unknown) => unknown;
  readonly #values: ValueCell;

  constructor({ keyedState, functions }: OperatorHost) {
    assert(functions.fn !== undefined, 'reduce has a function');
    this.#fn = functions.fn as (first: unknown, second: unknown) => unknown;
    this.#values = keyedState.value('reduced');
  }

  add(value: unknown): void {
    const before = this.#values.get();
    const fn = this.#fn;
    this.#values.set(before === NO_VALUE ? value : fn(before, value));
  }

  result(): unknown {
    return this.#values.get();
  }
}

/** The number in a field that is summed. @throws FIELD_INVALID when it is none */
export function summandOf(value: unknown, field: string): number {
  const found = (value as Readonly<Record<string, unknown>>)[field];
  if (typeof found === 'number') return found;
  const received = found === null ? 'null' : typeof found;
  throw streamError('FIELD_INVALID', { operator: 'sum()', expected: 'a number', field, received });
}
