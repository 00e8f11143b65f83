/** A user's function over a whole window: its records, or the one value they were reduced to.
 *  Path: window operator, when it fires → **process window function** → out. Source: Flink's ProcessWindowFunction. */
import type { OutputTag } from '../host/output-tag.ts';
import type { StateAccess, ValueCollector } from '../process/process-function.ts';
import type { TimeWindow } from './time-window.ts';

export type WindowContext = {
  readonly window: TimeWindow;
  currentWatermark(): number;
  currentProcessingTime(): number;
  /** State of this key and window; it goes when the window does. Windows that merge have none. */
  readonly windowState: StateAccess;
  /** State of this key in all windows. */
  readonly globalState: StateAccess;
  output<T>(tag: OutputTag<T>, value: T): void;
};

export type ProcessWindowFunction<I, R, K> = {
  process(key: K, context: WindowContext, elements: readonly I[], out: ValueCollector<R>): void;
  /** The window goes: removes what this function has stored in `globalState` for it. */
  clear?(context: WindowContext): void;
};
