/** Triggers and evictors: when windows fire, and with which records. */
import {
  ContinuousEventTimeTrigger,
  countEvictor,
  CountTrigger,
  deltaEvictor,
  EventTimeTrigger,
  GlobalWindows,
  type ProcessWindowFunction,
  PurgingTrigger,
  timeEvictor,
  type TimeWindow,
  Trigger,
  type TriggerContext,
  type TriggerResult,
  TumblingEventTimeWindows,
  ValueStateDescriptor,
} from '@rivulet/api';
import { at, type BehaviourCase, values, watermark } from './behaviour-case.ts';

const KEY = (): string => 'k';
const list: ProcessWindowFunction<number, unknown, string> = {
  process: (_key, _context, elements, out) => out.collect([...elements]),
};

/** Fires when a value is larger than the one before it: remembers per key and window. */
class RisingTrigger extends Trigger<number> {
  readonly #last = new ValueStateDescriptor<number>('last');

  onElement(value: number, _time: number, _window: TimeWindow, context: TriggerContext): TriggerResult {
    const last = context.getState(this.#last);
    const before = last.value();
    last.update(value);
    return before !== undefined && value > before ? 'fire-and-purge' : 'continue';
  }

  clear(_window: TimeWindow, context: TriggerContext): void {
    context.getState(this.#last).clear();
  }
}

export const triggerCases: readonly BehaviourCase[] = [
  {
    title: 'given a count trigger, then a window fires at every so many records and keeps them',
    steps: at([1, 0], [2, 1], [4, 2], [8, 3], [16, 4]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .trigger(new CountTrigger(2))
        .process(list),
    expected: [
      [1, 2],
      [1, 2, 4, 8],
    ],
  },
  {
    title: 'given a purging count trigger, then each firing has new records only',
    steps: at([1, 0], [2, 1], [4, 2], [8, 3], [16, 4]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .trigger(new PurgingTrigger(new CountTrigger(2)))
        .process(list),
    expected: [
      [1, 2],
      [4, 8],
    ],
  },
  {
    title: 'given a purging event-time trigger and lateness, then late records fire alone',
    steps: [...at([1, 0], [2, 1]), watermark(9), ...at([4, 3])],
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .trigger(new PurgingTrigger(new EventTimeTrigger()))
        .allowedLateness(10)
        .process(list),
    expected: [[1, 2], [4]],
  },
  {
    title: 'given a continuous trigger, then a window fires every interval and at its end',
    steps: [...at([1, 1]), watermark(10), ...at([2, 12]), watermark(20), ...at([4, 25]), watermark(50)],
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(30))
        .trigger(new ContinuousEventTimeTrigger(10))
        .reduce((a, b) => a + b),
    expected: [1, 3, 7],
  },
  {
    title: 'given global windows with a count trigger, then time does not matter',
    steps: [...values(1, 2), watermark(100), ...values(4, 8)],
    pipeline: ({ input }) =>
      input<number>().keyBy(KEY).window(GlobalWindows.create()).trigger(new CountTrigger(3)).process(list),
    expected: [[1, 2, 4]],
  },
  {
    title: 'given global windows with no trigger, then nothing ever comes out',
    steps: values(1, 2, 3),
    pipeline: ({ input }) => input<number>().keyBy(KEY).window(GlobalWindows.create()).sum(),
    expected: [],
  },
  {
    title: 'given the end-of-stream window, then one result when the stream has ended',
    steps: [...values(1, 2), watermark(100), ...values(4)],
    pipeline: ({ input }) => input<number>().keyBy(KEY).window(GlobalWindows.withEndOfStreamTrigger()).sum(),
    expected: [7],
  },
  {
    title: 'given the end-of-stream window with a function over all records, then it sees them once',
    steps: values(1, 2, 4),
    pipeline: ({ input }) =>
      input<number>().keyBy(KEY).window(GlobalWindows.withEndOfStreamTrigger()).process(list),
    expected: [[1, 2, 4]],
  },
  {
    title: 'given windows behind an end-of-stream window, then its results are in time for them',
    steps: values(1, 2, 4),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy((n) => n)
        .window(GlobalWindows.withEndOfStreamTrigger())
        .sum()
        .keyBy(KEY)
        .window(GlobalWindows.withEndOfStreamTrigger())
        .sum(),
    expected: [7],
  },
  {
    title: 'given a trigger of the user’s own with state, then it decides per key',
    steps: values(5, 3, 4, 9, 1),
    pipeline: ({ input }) =>
      input<number>().keyBy(KEY).window(GlobalWindows.create()).trigger(new RisingTrigger()).process(list),
    expected: [[5, 3, 4], [9]],
  },
  {
    title: 'given a count evictor, then the function sees the last so many records',
    steps: at([1, 0], [2, 1], [4, 2]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .evictor(countEvictor(2))
        .process(list),
    expected: [[2, 4]],
  },
  {
    title: 'given a count evictor that evicts afterwards, then the next firing has fewer',
    steps: at([1, 0], [2, 1], [4, 2], [8, 3]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .trigger(new CountTrigger(2))
        .evictor(countEvictor(1, 'after'))
        .process(list),
    expected: [
      [1, 2],
      [2, 4, 8],
    ],
  },
  {
    title: 'given a time evictor, then records too old beside the youngest are gone',
    steps: at([1, 0], [2, 5], [4, 8]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .evictor(timeEvictor(4))
        .process(list),
    expected: [[2, 4]],
  },
  {
    title: 'given a delta evictor, then records far from the last are gone',
    steps: at([1, 0], [20, 1], [4, 2]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .evictor(deltaEvictor(5, (value, last) => Math.abs(value - last)))
        .process(list),
    expected: [[1, 4]],
  },
  {
    title: 'given an evictor and a reduction, then only what is left is reduced',
    steps: at([1, 0], [2, 1], [4, 2]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(KEY)
        .window(TumblingEventTimeWindows.of(10))
        .evictor(countEvictor(2))
        .reduce((a, b) => a + b),
    expected: [6],
  },
];
