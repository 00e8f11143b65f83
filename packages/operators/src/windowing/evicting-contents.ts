/** The contents of windows with an evictor: every record with its timestamp, combined only when the window fires.
 *  Path: window operator → **this** → list cell; around each firing the evictor takes records out for good.
 *  Source: Flink's EvictingWindowOperator. */
import { summandOf } from '../aggregate/keyed-aggregate.ts';
import { type KeyedStateBackend, type ListCell, NO_VALUE } from '../state/index.ts';
import type { Evictor, TimestampedValue } from './evictor.ts';
import type { TimeWindow } from './time-window.ts';
import type { ContentsPlan, WindowContents } from './window-contents.ts';

export class EvictingContents implements WindowContents {
  /** Set before `get`: evictors are told the window. */
  window: TimeWindow | undefined;
  readonly #backend: KeyedStateBackend;
  readonly #cell: ListCell;
  readonly #plan: ContentsPlan;
  readonly #evictor: Evictor<unknown>;

  constructor(plan: ContentsPlan, evictor: Evictor<unknown>, backend: KeyedStateBackend) {
    this.#backend = backend;
    this.#cell = backend.list('window-contents', 'window');
    this.#plan = plan;
    this.#evictor = evictor;
  }

  add(value: unknown, timestamp: number): void {
    this.#cell.add({ value, timestamp });
  }

  get(): unknown {
    const stored = this.#cell.get() as readonly TimestampedValue<unknown>[];
    const { window } = this;
    if (stored.length === 0 || window === undefined) return NO_VALUE;
    const elements = [...stored];
    this.#evictor.evictBefore?.(elements, window);
    const result = this.#combine(elements.map(({ value }) => value));
    this.#evictor.evictAfter?.(elements, window);
    this.#cell.set(elements);
    return result;
  }

  clear(): void {
    this.#cell.clear();
  }

  raw(): unknown {
    return this.#cell.get();
  }

  merge(raw: unknown): void {
    for (const element of raw as readonly unknown[]) this.#cell.add(element);
  }

  #combine(values: readonly unknown[]): unknown {
    const plan = this.#plan;
    if (plan.kind === 'list') return values;
    if (values.length === 0) return NO_VALUE;
    switch (plan.kind) {
      case 'reduce':
        return values.reduce(plan.reduce);
      case 'aggregate': {
        const { aggregate } = plan;
        return aggregate.getResult(
          values.reduce((sum, value) => aggregate.add(value, sum), aggregate.createAccumulator()),
        );
      }
      case 'count':
        return { key: this.#backend.keys.currentKey, count: values.length };
      case 'sum':
        return sumOf(values, plan.field);
    }
  }
}

function sumOf(values: readonly unknown[], field: string | null): unknown {
  if (field === null) return (values as readonly number[]).reduce((sum, value) => sum + value, 0);
  const sum = values.reduce<number>((total, value) => total + summandOf(value, field), 0);
  return { ...(values[0] as object), [field]: sum };
}
