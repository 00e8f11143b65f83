/** Process functions: timestamps, watermarks, timers, side outputs. */
import { type KeyedProcessFunction, OutputTag, WatermarkStrategy } from '@rivulet/api';
import { at, type BehaviourCase, values, watermark } from './behaviour-case.ts';

type Click = readonly [user: string, time: number];
const userOf = ([user]: Click): string => user;
const ODD = new OutputTag<number>('odd');

/** Emits `[user, timer]` for every timer set at the record's own number. */
const alarm: KeyedProcessFunction<string, Click, unknown> = {
  processElement: ([, time], { timerService }) => timerService.registerEventTimeTimer(time),
  onTimer: (time, context, out) => out.collect([context.getCurrentKey(), time, context.timestamp()]),
};

export const processCases: readonly BehaviourCase[] = [
  {
    title: 'given a process function, then any number of values comes out per value',
    steps: values(0, 1, 3),
    pipeline: ({ input }) =>
      input<number>().process<number>({
        processElement: (n, _context, out) => {
          for (let i = 0; i < n; i++) out.collect(n);
        },
      }),
    expected: [1, 3, 3, 3],
  },
  {
    title: 'given records with event time, then the context has each one’s timestamp',
    steps: at(['a', 5], ['b', 7], ['c', 6]),
    pipeline: ({ input }) =>
      input<string>().process<unknown>({
        processElement: (value, context, out) => out.collect([value, context.timestamp()]),
      }),
    expected: [
      ['a', 5],
      ['b', 7],
      ['c', 6],
    ],
  },
  {
    title: 'given map, filter and flatMap between, then records keep their timestamps',
    steps: at([1, 5], [2, 7]),
    pipeline: ({ input }) =>
      input<number>()
        .map((n) => n * 10)
        .filter((n) => n > 10)
        .flatMap((n) => [n, n + 1])
        .rebalance()
        .process<unknown>({
          processElement: (value, context, out) => out.collect([value, context.timestamp()]),
        }),
    expected: [
      [20, 7],
      [21, 7],
    ],
  },
  {
    title: 'given a side output, then it has what was sent there and the main output the rest',
    steps: values(1, 2, 3),
    pipeline: ({ input }) => {
      const split = input<number>().process<number>({
        processElement: (n, context, out) => (n % 2 === 1 ? context.output(ODD, n) : out.collect(n)),
      });
      return split.map((n) => `even ${n}`).union(split.getSideOutput(ODD).map((n) => `odd ${n}`));
    },
    expected: ['odd 1', 'even 2', 'odd 3'],
  },
  {
    title: 'given a maker of process functions, then each subtask opens one of its own',
    steps: values(1, 2, 3),
    pipeline: ({ input }) =>
      input<number>().process<number>(() => {
        let opened = 0;
        return {
          open: () => void opened++,
          processElement: (n, _context, out) => out.collect(n * opened),
        };
      }),
    expected: [1, 2, 3],
  },
  {
    title: 'given event timers, when the watermark passes them, then they fire with their key',
    steps: [...at([['a', 10], 1], [['b', 5], 1]), watermark(20)],
    pipeline: ({ input }) => input<Click>().keyBy(userOf).process(alarm),
    expected: [
      ['a', 10, 10],
      ['b', 5, 5],
    ],
  },
  {
    title: 'given a timer set many times, then it fires once',
    steps: at([['a', 10], 1], [['a', 10], 2], [['a', 10], 3]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).process(alarm),
    expected: [['a', 10, 10]],
  },
  {
    title: 'given a timer of the past, then it fires with the next watermark',
    steps: [...at([['a', 1], 1]), watermark(50), ...at([['a', 40], 51]), watermark(60)],
    pipeline: ({ input }) => input<Click>().keyBy(userOf).process(alarm),
    expected: [
      ['a', 1, 1],
      ['a', 40, 40],
    ],
  },
  {
    title: 'given timers of one key out of order, then they fire in order of time',
    steps: at([['a', 30], 1], [['a', 10], 1], [['a', 20], 1]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .process(alarm)
        .map((fired) => (fired as unknown[])[1] as number)
        .keyBy(() => 'all')
        .reduce((before, next) => (next > before ? next : -1)),
    expected: [10, 20, 30],
  },
  {
    title: 'given a timer that was deleted, then it does not fire',
    steps: at([['a', 10], 1], [['a', -10], 2], [['a', 20], 3]),
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .process({
          ...alarm,
          processElement: ([, time], { timerService }) =>
            time < 0 ? timerService.deleteEventTimeTimer(-time) : timerService.registerEventTimeTimer(time),
        }),
    expected: [['a', 20, 20]],
  },
  {
    title: 'given a timer that sets another that is due, then both fire with one watermark',
    steps: [...at([['a', 10], 1]), watermark(35)],
    pipeline: ({ input }) =>
      input<Click>()
        .keyBy(userOf)
        .process<unknown>({
          processElement: ([, time], { timerService }) => timerService.registerEventTimeTimer(time),
          onTimer: (time, { timerService }, out) => {
            out.collect([time, timerService.currentWatermark() >= time]);
            if (time < 30) timerService.registerEventTimeTimer(time + 10);
          },
        }),
    expected: [
      [10, true],
      [20, true],
      [30, true],
    ],
  },
  {
    title: 'given a stream that ends, then its last watermark fires every timer',
    steps: at([['a', 1_000_000], 1]),
    pipeline: ({ input }) => input<Click>().keyBy(userOf).process(alarm),
    expected: [['a', 1_000_000, 1_000_000]],
  },
  {
    title: 'given timestamps assigned anew, then windows and timers go by them',
    steps: at([['a', 10], 1], [['a', 20], 2]),
    pipeline: ({ input }) =>
      input<Click>()
        .assignTimestampsAndWatermarks(
          WatermarkStrategy.forMonotonousTimestamps<Click>().withTimestampAssigner(([, time]) => time),
        )
        .process<unknown>({ processElement: (_click, context, out) => out.collect(context.timestamp()) }),
    expected: [10, 20],
  },
  {
    title: 'given watermarks, then a process function sees those that came before the record',
    steps: [...at([1, 1]), watermark(5), ...at([2, 7])],
    pipeline: ({ input }) =>
      input<number>()
        .keyBy(() => 'k')
        .process<unknown>({
          processElement: (n, context, out) => out.collect([n, context.currentWatermark() === 5]),
        }),
    expected: [
      [1, false],
      [2, true],
    ],
  },
];
