/** One behaviour of the API, written once: what goes in, the pipeline, what comes out.
 *  Run on the test driver, and on clusters with several subtasks (behaviour.test.ts).
 *  Invariant: what is expected does not depend on the order between keys, since subtasks work at their own pace. */
import type { DataStream, SingleOutputStreamOperator } from '@rivulet/api';

export type Step =
  | { readonly value: unknown; readonly timestamp?: number; readonly on?: string }
  | { readonly watermark: number; readonly on?: string };

export type BehaviourInputs = {
  /** Its steps are those that name it with `on`; without a name, those that name none. */
  input<T>(name?: string): SingleOutputStreamOperator<T>;
};

/** What all streams have in common, whatever their values. */
export type OutputStream = Pick<DataStream<unknown>, 'map'>;

export type BehaviourCase = {
  /** given …, when …, then … */
  readonly title: string;
  /** Steps of one input keep their order everywhere; between inputs only the driver keeps it. */
  readonly steps: readonly Step[];
  readonly pipeline: (inputs: BehaviourInputs) => OutputStream;
  /** In any order. */
  readonly expected: readonly unknown[];
};

export const MAIN_INPUT = 'input';

/** Values with timestamps, in this order: `at([['a', 1], 10], …)`. */
export function at(...records: readonly (readonly [value: unknown, timestamp: number])[]): Step[] {
  return records.map(([value, timestamp]) => ({ value, timestamp }));
}

export function values(...all: readonly unknown[]): Step[] {
  return all.map((value) => ({ value }));
}

export function watermark(time: number): Step {
  return { watermark: time };
}

/** The same steps for another input. */
export function on(name: string, steps: readonly Step[]): Step[] {
  return steps.map((step) => ({ ...step, on: name }));
}
