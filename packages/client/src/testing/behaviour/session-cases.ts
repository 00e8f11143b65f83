/** Session windows: they grow, they merge, and they end with silence. */
import { CountTrigger, EventTimeSessionWindows, OutputTag, type ProcessWindowFunction } from '@rivulet/api';
import { at, type BehaviourCase, watermark } from './behaviour-case.ts';

type Click = readonly [user: string, count: number];

const userOf = ([user]: Click): string => user;
const add = ([user, a]: Click, [, b]: Click): Click => [user, a + b];
const LATE = new OutputTag<Click>('late');

const whole: ProcessWindowFunction<Click, unknown, string> = {
  process: (user, { window }, elements, out) =>
    out.collect([
      user,
      window.start,
      window.end,
      elements.map(([, count]) => count).toSorted((a, b) => a - b),
    ]),
};

export const sessionCases: readonly BehaviourCase[] = [
  {
    title: 'given records closer than the gap, then they are one session',
    steps: at([['a', 1], 0], [['a', 2], 9], [['a', 4], 15], [['a', 8], 40]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(EventTimeSessionWindows.withGap(10)).process(whole),
    expected: [
      ['a', 0, 25, [1, 2, 4]],
      ['a', 40, 50, [8]],
    ],
  },
  {
    title: 'given two sessions, when a record between them comes, then they become one',
    steps: at([['a', 1], 0], [['a', 2], 15], [['a', 4], 8]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(EventTimeSessionWindows.withGap(10)).process(whole),
    expected: [['a', 0, 25, [1, 2, 4]]],
  },
  {
    title: 'given records exactly a gap apart, then their sessions touch and are one',
    steps: at([['a', 1], 0], [['a', 2], 10]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(EventTimeSessionWindows.withGap(10)).reduce(add),
    expected: [['a', 3]],
  },
  {
    title: 'given three sessions, when records bridge them, then one result has all',
    steps: at([['a', 1], 0], [['a', 2], 20], [['a', 4], 40], [['a', 8], 10], [['a', 16], 30]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(EventTimeSessionWindows.withGap(10)).reduce(add),
    expected: [['a', 31]],
  },
  {
    title: 'given two users, then their sessions do not touch',
    steps: at([['a', 1], 0], [['b', 2], 5], [['a', 4], 30]),
    pipeline: ({ input }) =>
      input<Click>().keyBy(userOf).window(EventTimeSessionWindows.withGap(10)).process(whole),
    expected: [
      ['a', 0, 10, [1]],
      ['b', 5, 15, [2]],
      ['a', 30, 40, [4]],
    ],
  },
  {
    title: 'given a session that ended, when a record for it comes late, then it is dropped',
    steps: [...at([['a', 1], 0]), watermark(20), ...at([['a', 2], 5])],
    pipeline: ({ input }) => {
      const sessions = input<Click>()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withGap(10))
        .sideOutputLateData(LATE)
        .process(whole);
      return sessions.union(sessions.getSideOutput(LATE).map<unknown>((click) => click));
    },
    expected: [
      ['a', 0, 10, [1]],
      ['a', 2],
    ],
  },
  {
    title: 'given allowed lateness, when a late record makes a session longer, then it fires again',
    steps: [...at([['a', 1], 0]), watermark(12), ...at([['a', 2], 5])],
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withGap(10))
        .allowedLateness(100)
        .process(whole),
    expected: [
      ['a', 0, 10, [1]],
      ['a', 0, 15, [1, 2]],
    ],
  },
  {
    title: 'given gaps that depend on the record, then each session ends by its own',
    steps: at([['a', 5], 0], [['a', 50], 3], [['a', 1], 52], [['b', 2], 0], [['b', 2], 3]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withDynamicGap(([, gap]) => gap))
        .process(whole),
    expected: [
      ['a', 0, 53, [1, 5, 50]],
      ['b', 0, 2, [2]],
      ['b', 3, 5, [2]],
    ],
  },
  {
    title: 'given a count trigger, when sessions merge, then their counts add up',
    steps: at([['a', 1], 0], [['a', 2], 15], [['a', 4], 8]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withGap(10))
        .trigger(new CountTrigger(3))
        .reduce(add),
    expected: [['a', 7]],
  },
  {
    title: 'given an aggregate that merges, then a bridged session has one accumulator',
    steps: at([['a', 1], 0], [['a', 2], 15], [['a', 4], 8]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .window(EventTimeSessionWindows.withGap(10))
        .aggregate({
          createAccumulator: (): number[] => [],
          add: ([, count], all) => [...all, count],
          merge: (first, second) => [...first, ...second],
          getResult: (all) => all.toSorted((a, b) => a - b),
        }),
    expected: [[1, 2, 4]],
  },
  {
    title: 'given count and sum over sessions, then merged sessions add up',
    steps: at([1, 0], [2, 15], [4, 8], [8, 100]),
    pipeline: ({ input }) => {
      const sessions = input<number>()
        .keyBy(() => 'k')
        .window(EventTimeSessionWindows.withGap(10));
      return sessions.sum().union(sessions.count().map(({ count }) => count * 1000));
    },
    expected: [7, 8, 3000, 1000],
  },
];
