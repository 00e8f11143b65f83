/** Tumbling and sliding windows of event time: where records fall, when results come, what happens to late ones. */
import {
  OutputTag,
  type ProcessWindowFunction,
  SlidingEventTimeWindows,
  TumblingEventTimeWindows,
} from '@rivulet/api';
import { at, type BehaviourCase, values, watermark } from './behaviour-case.ts';

type Click = readonly [user: string, count: number];

const userOf = ([user]: Click): string => user;
const add = ([user, a]: Click, [, b]: Click): Click => [user, a + b];
const LATE = new OutputTag<Click>('late');

/** `[user, start, end, the counts of the window]`. */
const whole: ProcessWindowFunction<Click, unknown, string> = {
  process: (user, { window }, elements, out) =>
    out.collect([
      user,
      window.start,
      window.end,
      elements.map(([, count]) => count).toSorted((a, b) => a - b),
    ]),
};

const mean = {
  createAccumulator: () => ({ sum: 0, count: 0 }),
  add: ([, value]: Click, { sum, count }: { sum: number; count: number }) => ({
    sum: sum + value,
    count: count + 1,
  }),
  getResult: ({ sum, count }: { sum: number; count: number }) => sum / count,
};

export const windowCases: readonly BehaviourCase[] = [
  {
    title: 'given records in two tumbling windows, when the stream ends, then each window has its sum',
    steps: at([['a', 1], 0], [['a', 2], 9], [['a', 4], 10], [['b', 8], 5]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    expected: [
      ['a', 3],
      ['a', 4],
      ['b', 8],
    ],
  },
  {
    title:
      'given records out of order, when the watermark has not passed, then they count in their own window',
    steps: [...at([['a', 1], 12], [['a', 2], 3], [['a', 4], 11], [['a', 8], 7])],
    pipeline: ({ input }) => input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    expected: [
      ['a', 10],
      ['a', 5],
    ],
  },
  {
    title: 'given a window, when it fires, then its function sees key, bounds and all records',
    steps: at([['a', 1], 20], [['a', 2], 29], [['b', 3], 20]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).process(whole),
    expected: [
      ['a', 20, 30, [1, 2]],
      ['b', 20, 30, [3]],
    ],
  },
  {
    title: 'given a result of a window, when it goes on, then its timestamp is the last moment of the window',
    steps: at([['a', 1], 3], [['a', 2], 13]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(10))
        .reduce(add)
        .process<unknown>({
          processElement: (click, context, out) => out.collect([click, context.timestamp()]),
        }),
    expected: [
      [['a', 1], 9],
      [['a', 2], 19],
    ],
  },
  {
    title: 'given windows behind windows, then the second level has every result of the first in time',
    steps: at(...Array.from({ length: 40 }, (_, i): [Click, number] => [[`k${i % 4}`, 1], i])),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(10))
        .reduce(add)
        .keyBy(() => 'all')
        .window(TumblingEventTimeWindows.of(20))
        .reduce(([, a], [, b]) => ['all', a + b]),
    expected: [
      ['all', 20],
      ['all', 20],
    ],
  },
  {
    title: 'given negative timestamps, then windows begin below zero too',
    steps: at([['a', 1], -1], [['a', 2], -10], [['a', 4], 0]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).process(whole),
    expected: [
      ['a', -10, 0, [1, 2]],
      ['a', 0, 10, [4]],
    ],
  },
  {
    title: 'given an offset, then windows begin at it',
    steps: at([['a', 1], 2], [['a', 2], 3], [['a', 4], 12], [['a', 8], 13]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10, 3)).process(whole),
    expected: [
      ['a', -7, 3, [1]],
      ['a', 3, 13, [2, 4]],
      ['a', 13, 23, [8]],
    ],
  },
  {
    title: 'given a record behind the watermark, when nothing is allowed, then it is dropped',
    steps: [...at([['a', 1], 5]), watermark(9), ...at([['a', 2], 6])],
    pipeline: ({ input }) => input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    expected: [['a', 1]],
  },
  {
    title: 'given a watermark one short of the window’s end, when a record comes, then it is not late',
    steps: [...at([['a', 1], 5]), watermark(8), ...at([['a', 2], 6])],
    pipeline: ({ input }) => input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).reduce(add),
    expected: [['a', 3]],
  },
  {
    title: 'given allowed lateness, when a late record comes, then the window fires again with it',
    steps: [...at([['a', 1], 5]), watermark(12), ...at([['a', 2], 6]), watermark(14), ...at([['a', 4], 7])],
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).allowedLateness(5).reduce(add),
    expected: [
      ['a', 1],
      ['a', 3],
    ],
  },
  {
    title: 'given allowed lateness that is over, when a record comes, then it goes to the side output',
    steps: [...at([['a', 1], 5]), watermark(14), ...at([['a', 2], 6], [['a', 4], 15])],
    pipeline: ({ input }) => {
      const windows = input<Click>()
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(10))
        .allowedLateness(5)
        .sideOutputLateData(LATE)
        .reduce(add);
      return windows
        .map((click) => ['window', click])
        .union(windows.getSideOutput(LATE).map((c) => ['late', c]));
    },
    expected: [
      ['window', ['a', 1]],
      ['window', ['a', 4]],
      ['late', ['a', 2]],
    ],
  },
  {
    title: 'given sliding windows, then a record counts in each that covers it',
    steps: at([['a', 1], 0], [['a', 2], 5], [['a', 4], 10]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(SlidingEventTimeWindows.of(10, 5)).process(whole),
    expected: [
      ['a', -5, 5, [1]],
      ['a', 0, 10, [1, 2]],
      ['a', 5, 15, [2, 4]],
      ['a', 10, 20, [4]],
    ],
  },
  {
    title: 'given a slide larger than the size, then records between windows are in none',
    steps: at([['a', 1], 0], [['a', 2], 7], [['a', 4], 10]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(SlidingEventTimeWindows.of(5, 10)).process(whole),
    expected: [
      ['a', 0, 5, [1]],
      ['a', 10, 15, [4]],
    ],
  },
  {
    title: 'given a sliding window of which one part is late, then the record still counts in the others',
    steps: [...at([['a', 1], 8]), watermark(9), ...at([['a', 2], 8])],
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(SlidingEventTimeWindows.of(10, 5)).process(whole),
    expected: [
      ['a', 0, 10, [1]],
      ['a', 5, 15, [1, 2]],
    ],
  },
  {
    title: 'given an aggregate, then its result is emitted and not its accumulator',
    steps: at([['a', 2], 0], [['a', 4], 1], [['b', 7], 2]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).aggregate(mean),
    expected: [3, 7],
  },
  {
    title: 'given an aggregate with a process function, then that sees one value with key and window',
    steps: at([['a', 2], 0], [['a', 4], 1], [['b', 7], 12]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(10))
        .aggregate<{ sum: number; count: number }, number, unknown>(mean, {
          process: (key, { window }, [value], out) => out.collect([key, window.start, value]),
        }),
    expected: [
      ['a', 0, 3],
      ['b', 10, 7],
    ],
  },
  {
    title: 'given count, then each key and window has its number',
    steps: at([['a', 2], 0], [['a', 4], 1], [['b', 7], 2], [['a', 1], 11]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).window(TumblingEventTimeWindows.of(10)).count(),
    expected: [
      { key: 'a', count: 2 },
      { key: 'b', count: 1 },
      { key: 'a', count: 1 },
    ],
  },
  {
    title: 'given sum of numbers, then each window has its sum, zero too',
    steps: at([2, 0], [4, 1], [0, 11], [-3, 21], [3, 22]),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(() => 'k')
        .window(TumblingEventTimeWindows.of(10))
        .sum(),
    expected: [6, 0, 0],
  },
  {
    title: 'given sum of a field, then other fields are those of the first record',
    steps: at([{ user: 'a', n: 1, page: 'x' }, 0], [{ user: 'a', n: 2, page: 'y' }, 1]),
    pipeline: ({ input }) =>
      input<{ user: string; n: number; page: string }>()
        .keyBy(({ user }) => user)
        .window(TumblingEventTimeWindows.of(10))
        .sum('n'),
    expected: [{ user: 'a', n: 3, page: 'x' }],
  },
  {
    title: 'given a count window, then every so many records of a key give one result',
    steps: values(['a', 1], ['a', 2], ['b', 8], ['a', 4], ['a', 16], ['b', 32]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).countWindow(2).reduce(add),
    expected: [
      ['a', 3],
      ['a', 20],
      ['b', 40],
    ],
  },
  {
    title: 'given a sliding count window, then every slide gives the last so many records',
    steps: values(['a', 1], ['a', 2], ['a', 4], ['a', 8]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).countWindow(3, 2).reduce(add),
    expected: [
      ['a', 3],
      ['a', 14],
    ],
  },
  {
    title: 'given many keys and windows, then every record is in exactly one result',
    steps: at(
      ...Array.from({ length: 300 }, (_, i): [Click, number] => [[`key ${i % 50}`, 1], (i * 37) % 100]),
    ),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(TumblingEventTimeWindows.of(25))
        .reduce(add)
        .keyBy(() => 0)
        .reduce(([, a], [, b]) => ['all', a + b])
        .filter(([, sum]) => sum === 300)
        .map(([, sum]) => sum),
    expected: [300],
  },
];
