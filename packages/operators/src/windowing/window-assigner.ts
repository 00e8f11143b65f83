/** Which windows a record falls into.
 *  Path: job's author → **assigner** → window operator, once per record. Windows are handed to `add` one by one, so
 *  none
 *  is allocated. Each non-merging window is known by its start. Source: Flink's window assigners. */
import { streamError } from '@rivulet/runtime/base';
import { EventTimeTrigger } from './event-time-trigger.ts';
import { NeverTrigger } from './never-trigger.ts';
import { ProcessingTimeTrigger } from './processing-time-trigger.ts';
import { windowStartOf } from './time-window.ts';
import type { Trigger } from './trigger.ts';

export type AddWindow = (start: number, end: number) => void;

export type WindowAssigner<T> = {
  readonly kind: 'tumbling' | 'sliding' | 'session' | 'global';
  readonly isEventTime: boolean;
  /** Windows that touch become one. */
  readonly isMerging: boolean;
  readonly defaultTrigger: Trigger<T>;
  /** @param time the record's timestamp, or the time of processing it */
  assign(value: T, time: number, add: AddWindow): void;
  /** The end of the window that starts there; of merging windows nobody asks. */
  endOf(start: number): number;
};

type Domain = 'event' | 'processing';

class TumblingWindows<T> implements WindowAssigner<T> {
  readonly kind = 'tumbling';
  readonly isMerging = false;
  readonly isEventTime: boolean;
  readonly defaultTrigger: Trigger<T>;
  readonly #sizeMs: number;
  readonly #offsetMs: number;

  constructor(domain: Domain, sizeMs: number, offsetMs: number) {
    requireDuration(
      `Tumbling${nameOf(domain)}Windows`,
      'a size above 0',
      sizeMs,
      Math.abs(offsetMs) < sizeMs,
    );
    this.isEventTime = domain === 'event';
    this.defaultTrigger = defaultTriggerOf(domain);
    this.#sizeMs = sizeMs;
    this.#offsetMs = offsetMs;
  }

  assign(_value: T, time: number, add: AddWindow): void {
    const start = windowStartOf(time, this.#offsetMs, this.#sizeMs);
    add(start, start + this.#sizeMs);
  }

  endOf(start: number): number {
    return start + this.#sizeMs;
  }
}

class SlidingWindows<T> implements WindowAssigner<T> {
  readonly kind = 'sliding';
  readonly isMerging = false;
  readonly isEventTime: boolean;
  readonly defaultTrigger: Trigger<T>;
  readonly #sizeMs: number;
  readonly #slideMs: number;
  readonly #offsetMs: number;

  constructor(domain: Domain, sizeMs: number, slideMs: number, offsetMs: number) {
    const name = `Sliding${nameOf(domain)}Windows`;
    requireDuration(name, 'a size above 0', sizeMs, true);
    requireDuration(name, 'a slide above 0', slideMs, Math.abs(offsetMs) < slideMs);
    this.isEventTime = domain === 'event';
    this.defaultTrigger = defaultTriggerOf(domain);
    this.#sizeMs = sizeMs;
    this.#slideMs = slideMs;
    this.#offsetMs = offsetMs;
  }

  assign(_value: T, time: number, add: AddWindow): void {
    const last = windowStartOf(time, this.#offsetMs, this.#slideMs);
    for (let start = last; start > time - this.#sizeMs; start -= this.#slideMs) {
      add(start, start + this.#sizeMs);
    }
  }

  endOf(start: number): number {
    return start + this.#sizeMs;
  }
}

class SessionWindows<T> implements WindowAssigner<T> {
  readonly kind = 'session';
  readonly isMerging = true;
  readonly isEventTime: boolean;
  readonly defaultTrigger: Trigger<T>;
  readonly #gapOf: (value: T) => number;

  constructor(domain: Domain, gap: number | ((value: T) => number)) {
    const name = `${nameOf(domain)}SessionWindows`;
    if (typeof gap === 'number') requireDuration(name, 'a gap above 0', gap, true);
    this.isEventTime = domain === 'event';
    this.defaultTrigger = defaultTriggerOf(domain);
    this.#gapOf = typeof gap === 'number' ? () => gap : gap;
  }

  assign(value: T, time: number, add: AddWindow): void {
    add(time, time + this.#gapOf(value));
  }

  endOf(start: number): number {
    return start;
  }
}

class OneWindow<T> implements WindowAssigner<T> {
  readonly kind = 'global';
  readonly isEventTime = false;
  readonly isMerging = false;
  readonly defaultTrigger: Trigger<T> = new NeverTrigger();

  assign(_value: T, _time: number, add: AddWindow): void {
    add(-Infinity, Infinity);
  }

  endOf(): number {
    return Infinity;
  }
}

/** Windows of one size, one after the other. */
export const TumblingEventTimeWindows = {
  of: <T>(sizeMs: number, offsetMs = 0): WindowAssigner<T> => new TumblingWindows('event', sizeMs, offsetMs),
};
export const TumblingProcessingTimeWindows = {
  of: <T>(sizeMs: number, offsetMs = 0): WindowAssigner<T> =>
    new TumblingWindows('processing', sizeMs, offsetMs),
};
/** Windows of one size, a new one every slide: a record is in size / slide of them. */
export const SlidingEventTimeWindows = {
  of: <T>(sizeMs: number, slideMs: number, offsetMs = 0): WindowAssigner<T> =>
    new SlidingWindows('event', sizeMs, slideMs, offsetMs),
};
export const SlidingProcessingTimeWindows = {
  of: <T>(sizeMs: number, slideMs: number, offsetMs = 0): WindowAssigner<T> =>
    new SlidingWindows('processing', sizeMs, slideMs, offsetMs),
};
/** A window lasts until its key was silent for a gap. */
export const EventTimeSessionWindows = {
  withGap: <T>(gapMs: number): WindowAssigner<T> => new SessionWindows('event', gapMs),
  withDynamicGap: <T>(gapOf: (value: T) => number): WindowAssigner<T> => new SessionWindows('event', gapOf),
};
export const ProcessingTimeSessionWindows = {
  withGap: <T>(gapMs: number): WindowAssigner<T> => new SessionWindows('processing', gapMs),
  withDynamicGap: <T>(gapOf: (value: T) => number): WindowAssigner<T> =>
    new SessionWindows('processing', gapOf),
};

export function globalWindowAssigner<T>(): WindowAssigner<T> {
  return new OneWindow();
}

function defaultTriggerOf<T>(domain: Domain): Trigger<T> {
  return domain === 'event' ? new EventTimeTrigger() : new ProcessingTimeTrigger();
}

function nameOf(domain: Domain): string {
  return domain === 'event' ? 'EventTime' : 'ProcessingTime';
}

function requireDuration(operator: string, expected: string, value: number, isOffsetFine: boolean): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw streamError('JOB_VALUE_INVALID', { operator, expected, received: `the number ${value}` });
  }
  if (!isOffsetFine) {
    const received = 'a larger one';
    throw streamError('JOB_VALUE_INVALID', { operator, expected: 'an offset below the size', received });
  }
}
