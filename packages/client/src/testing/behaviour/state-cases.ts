/** Keyed state of every kind: what one key stores, it finds again, and no other does. */
import {
  AggregatingStateDescriptor,
  type KeyedProcessContext,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  TumblingEventTimeWindows,
  ValueStateDescriptor,
} from '@rivulet/api';
import { at, type BehaviourCase, values, watermark } from './behaviour-case.ts';

type Pair = readonly [key: string, value: number];
type Use = (pair: Pair, context: KeyedProcessContext<string>) => unknown;

/** Emits what `use` returns for each pair. */
function keyed(
  title: string,
  steps: BehaviourCase['steps'],
  use: Use,
  expected: readonly unknown[],
): BehaviourCase {
  return {
    title,
    steps,
    pipeline: ({ input }) =>
      input<Pair>()
        .keyBy(([key]) => key)
        .process<unknown>({ processElement: (pair, context, out) => out.collect(use(pair, context)) }),
    expected,
  };
}

const LAST = new ValueStateDescriptor<number>('last');
const ALL = new ListStateDescriptor<number>('all');
const SEEN = new MapStateDescriptor<number, number>('seen');
const MAX = new ReducingStateDescriptor<number>('max', (a, b) => Math.max(a, b));
const MEAN = new AggregatingStateDescriptor<number, readonly [number, number], number>('mean', {
  createAccumulator: () => [0, 0],
  add: (value, [sum, count]) => [sum + value, count + 1],
  getResult: ([sum, count]) => sum / count,
});

export const stateCases: readonly BehaviourCase[] = [
  keyed(
    'given value state, then each key finds its own last value',
    values(['a', 1], ['b', 2], ['a', 3], ['b', 4]),
    ([key, value], { state }) => {
      const last = state.getState(LAST);
      const before = last.value() ?? null;
      last.update(value);
      return [key, before];
    },
    [
      ['a', null],
      ['b', null],
      ['a', 1],
      ['b', 2],
    ],
  ),
  keyed(
    'given value state that was cleared, then it is as if never set',
    values(['a', 1], ['a', 0], ['a', 2]),
    ([, value], { state }) => {
      const last = state.getState(LAST);
      const before = last.value() ?? null;
      if (value === 0) last.clear();
      else last.update(value);
      return before;
    },
    [null, 1, null],
  ),
  keyed(
    'given list state, then it grows per key in order',
    values(['a', 1], ['a', 2], ['b', 3], ['a', 4]),
    ([, value], { state }) => {
      state.getListState(ALL).add(value);
      return [...state.getListState(ALL).get()];
    },
    [[1], [1, 2], [3], [1, 2, 4]],
  ),
  keyed(
    'given list state that is replaced, then only the new list is there',
    values(['a', 1], ['a', 2], ['a', 3]),
    ([, value], { state }) => {
      const all = state.getListState(ALL);
      if (value === 2) all.update([20, 21]);
      else all.add(value);
      return [...all.get()];
    },
    [[1], [20, 21], [20, 21, 3]],
  ),
  keyed(
    'given map state, then entries are put, found, removed and counted',
    values(['a', 1], ['a', 2], ['a', 1], ['a', -2], ['b', 2]),
    ([, value], { state }) => {
      const seen = state.getMapState(SEEN);
      if (value < 0) seen.remove(-value);
      else seen.put(value, (seen.get(value) ?? 0) + 1);
      return [seen.contains(2), seen.entries().toSorted(([x], [y]) => x - y)];
    },
    [
      [false, [[1, 1]]],
      [
        true,
        [
          [1, 1],
          [2, 1],
        ],
      ],
      [
        true,
        [
          [1, 2],
          [2, 1],
        ],
      ],
      [false, [[1, 2]]],
      [true, [[2, 1]]],
    ],
  ),
  keyed(
    'given map state that was cleared, then it is empty',
    values(['a', 1], ['a', 0]),
    ([, value], { state }) => {
      const seen = state.getMapState(SEEN);
      if (value === 0) seen.clear();
      else seen.put(value, 1);
      return seen.isEmpty();
    },
    [false, true],
  ),
  keyed(
    'given reducing state, then it holds the reduction so far',
    values(['a', 3], ['a', 1], ['b', 2], ['a', 7]),
    ([, value], { state }) => {
      state.getReducingState(MAX).add(value);
      return state.getReducingState(MAX).get();
    },
    [3, 3, 2, 7],
  ),
  keyed(
    'given aggregating state, then it gives results and keeps accumulators',
    values(['a', 2], ['a', 4], ['b', 10], ['a', 6]),
    ([, value], { state }) => {
      state.getAggregatingState(MEAN).add(value);
      return state.getAggregatingState(MEAN).get();
    },
    [2, 3, 10, 4],
  ),
  keyed(
    'given several states of one function, then they do not touch',
    values(['a', 1], ['a', 2]),
    ([, value], { state }) => {
      state.getState(LAST).update(value);
      state.getListState(ALL).add(value * 10);
      return [
        state.getState(LAST).value(),
        state.getListState(ALL).get().length,
        state.getMapState(SEEN).isEmpty(),
      ];
    },
    [
      [1, 1, true],
      [2, 2, true],
    ],
  ),
  keyed(
    'given keys that are many, then each keeps its count',
    values(...Array.from({ length: 200 }, (_, i) => [`key ${i % 100}`, 1])),
    ([, value], { state }) => {
      const last = state.getState(LAST);
      last.update((last.value() ?? 0) + value);
      return last.value();
    },
    Array.from({ length: 200 }, (_, i) => (i < 100 ? 1 : 2)),
  ),
  {
    title: 'given state written by a record, when its timer fires, then the timer finds it',
    steps: [...at([['a', 1], 1], [['b', 2], 2], [['a', 3], 3]), watermark(100)],
    pipeline: ({ input }) =>
      input<Pair>()
        .keyBy(([key]) => key)
        .process<unknown>({
          processElement: ([, value], { state, timerService }) => {
            state.getListState(ALL).add(value);
            timerService.registerEventTimeTimer(50);
          },
          onTimer: (_time, { state, getCurrentKey }, out) =>
            out.collect([getCurrentKey(), ...state.getListState(ALL).get()]),
        }),
    expected: [
      ['a', 1, 3],
      ['b', 2],
    ],
  },
  {
    title: 'given state of a window and of its key, then one ends with the window and the other does not',
    steps: [...at([['a', 1], 1]), watermark(10), ...at([['a', 2], 11]), watermark(20), ...at([['a', 3], 21])],
    pipeline: ({ input }) =>
      input<Pair>()
        .keyBy(([key]) => key)
        .window(TumblingEventTimeWindows.of(10))
        .process<unknown>({
          process: (_key, { windowState, globalState }, elements, out) => {
            const inWindow = windowState.getState(LAST);
            const inKey = globalState.getState(LAST);
            inWindow.update((inWindow.value() ?? 0) + elements.length);
            inKey.update((inKey.value() ?? 0) + elements.length);
            out.collect([inWindow.value(), inKey.value()]);
          },
        }),
    expected: [
      [1, 1],
      [1, 2],
      [1, 3],
    ],
  },
  {
    title: 'given a number and its text as keys of two streams, then numbers are keys of their own',
    steps: values(1, 2, 1, 2, 1),
    pipeline: ({ input }) =>
      input<number>()
        .keyBy((n) => n)
        .count(),
    expected: [
      { key: 1, count: 1 },
      { key: 2, count: 1 },
      { key: 1, count: 2 },
      { key: 2, count: 2 },
      { key: 1, count: 3 },
    ],
  },
];
