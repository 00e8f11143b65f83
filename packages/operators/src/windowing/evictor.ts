/** Takes records out of a window before or after its function sees them. A window with an evictor keeps every record,
 *  even where it reduces. Path: window operator, when it fires → **evictor** → window function.
 *  Source: Flink's CountEvictor, TimeEvictor, DeltaEvictor. */
import type { TimeWindow } from './time-window.ts';

export type TimestampedValue<T> = { readonly value: T; readonly timestamp: number };

/** Removes from `elements` (in the order they came) those that are to go. */
export type Evictor<T> = {
  evictBefore?(elements: TimestampedValue<T>[], window: TimeWindow): void;
  evictAfter?(elements: TimestampedValue<T>[], window: TimeWindow): void;
};

type When = 'before' | 'after';

/** Keeps the last `maxCount` records. */
export function countEvictor<T>(maxCount: number, when: When = 'before'): Evictor<T> {
  return evictorAt(when, (elements) => {
    if (elements.length > maxCount) elements.splice(0, elements.length - maxCount);
  });
}

/** Keeps records no older than `windowMs` before the youngest. */
export function timeEvictor<T>(windowMs: number, when: When = 'before'): Evictor<T> {
  return evictorAt(when, (elements) => {
    const youngest = elements.reduce((max, { timestamp }) => Math.max(max, timestamp), -Infinity);
    keep(elements, ({ timestamp }) => timestamp > youngest - windowMs);
  });
}

/** Keeps records whose distance to the last one is below the threshold. */
export function deltaEvictor<T>(
  threshold: number,
  delta: (value: T, last: T) => number,
  when: When = 'before',
): Evictor<T> {
  return evictorAt<T>(when, (elements) => {
    const last = elements.at(-1);
    if (last !== undefined) keep(elements, ({ value }) => delta(value, last.value) < threshold);
  });
}

function evictorAt<T>(when: When, evict: (elements: TimestampedValue<T>[]) => void): Evictor<T> {
  return when === 'before' ? { evictBefore: evict } : { evictAfter: evict };
}

function keep<E>(elements: E[], isKept: (element: E) => boolean): void {
  const kept = elements.filter(isKept);
  elements.splice(0, elements.length, ...kept);
}
