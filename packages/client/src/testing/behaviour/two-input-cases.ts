/** Streams that meet: union, connected streams, and the functions over both. */
import { type KeyedCoProcessFunction, OutputTag, ValueStateDescriptor } from '@rivulet/api';
import { at, type BehaviourCase, on, values } from './behaviour-case.ts';

type Order = { readonly id: string; readonly cents: number };
type Payment = { readonly order: string; readonly paid: number };

const FIRST = new OutputTag<string>('first');
const ORDER = new ValueStateDescriptor<Order>('order');
const PAYMENT = new ValueStateDescriptor<Payment>('payment');

/** Emits an order with its payment, whichever comes first. */
const matched: KeyedCoProcessFunction<string, Order, Payment, unknown> = {
  processElement1: (order, { state, getCurrentKey }, out) => {
    const payment = state.getState(PAYMENT).value();
    if (payment === undefined) state.getState(ORDER).update(order);
    else out.collect([getCurrentKey(), order.cents, payment.paid]);
  },
  processElement2: (payment, { state, getCurrentKey }, out) => {
    const order = state.getState(ORDER).value();
    if (order === undefined) state.getState(PAYMENT).update(payment);
    else out.collect([getCurrentKey(), order.cents, payment.paid]);
  },
};

/** Both streams set timers for a key; each timer sees the key's latest of both. */
const reminder: KeyedCoProcessFunction<string, string, string, unknown> = {
  processElement1: (_value, { timerService, timestamp }) =>
    timerService.registerEventTimeTimer(timestamp() ?? 0),
  processElement2: (_value, { timerService, timestamp }) =>
    timerService.registerEventTimeTimer(timestamp() ?? 0),
  onTimer: (time, { getCurrentKey, timeDomain }, out) => out.collect([getCurrentKey(), time, timeDomain]),
};

const ORDERS = values({ id: 'a', cents: 5 }, { id: 'b', cents: 7 }, { id: 'c', cents: 9 });
const PAYMENTS = values({ order: 'b', paid: 7 }, { order: 'a', paid: 4 }, { order: 'x', paid: 1 });

export const twoInputCases: readonly BehaviourCase[] = [
  {
    title: 'given united streams, then the values of both come out with their timestamps',
    steps: [...on('left', at([1, 10])), ...on('right', at([2, 20], [3, 30]))],
    pipeline: ({ input }) =>
      input<number>('left')
        .union(input<number>('right'))
        .process<unknown>({
          processElement: (value, context, out) => out.collect([value, context.timestamp()]),
        }),
    expected: [
      [1, 10],
      [2, 20],
      [3, 30],
    ],
  },
  {
    title: 'given united streams with keys, then a key has one state over both',
    steps: [...on('left', values('x', 'y')), ...on('right', values('x', 'x'))],
    pipeline: ({ input }) =>
      input<string>('left')
        .union(input<string>('right'))
        .keyBy((value) => value)
        .count(),
    expected: [
      { key: 'x', count: 1 },
      { key: 'x', count: 2 },
      { key: 'x', count: 3 },
      { key: 'y', count: 1 },
    ],
  },
  {
    title: 'given a co-map, then each stream has its own function',
    steps: [...on('left', values(1, 2)), ...on('right', values('a'))],
    pipeline: ({ input }) =>
      input<number>('left')
        .connect(input<string>('right'))
        .map(
          (number) => `n${number}`,
          (word) => word.toUpperCase(),
        ),
    expected: ['n1', 'n2', 'A'],
  },
  {
    title: 'given a co-flat-map, then each value leads to none or several',
    steps: [...on('left', values(0, 2)), ...on('right', values('ab'))],
    pipeline: ({ input }) =>
      input<number>('left')
        .connect(input<string>('right'))
        .flatMap<unknown>(
          (number) => Array.from({ length: number }, () => number),
          (word, out) => {
            for (const letter of word) out.collect(letter);
          },
        ),
    expected: [2, 2, 'a', 'b'],
  },
  {
    title:
      'given a co-process function without keys, then it tells the streams apart, and side outputs go their way',
    steps: [...on('left', values('l')), ...on('right', values('r'))],
    pipeline: ({ input }) =>
      input<string>('left')
        .connect(input<string>('right'))
        .process<string>({
          processElement1: (value, context) => context.output(FIRST, `first ${value}`),
          processElement2: (value, _context, out) => out.collect(`second ${value}`),
        })
        .getSideOutput(FIRST),
    expected: ['first l'],
  },
  {
    title: 'given two keyed streams, then values of one key meet in its state',
    steps: [...on('orders', ORDERS), ...on('payments', PAYMENTS)],
    pipeline: ({ input }) =>
      input<Order>('orders')
        .connect(input<Payment>('payments'))
        .keyBy(
          ({ id }) => id,
          ({ order }) => order,
        )
        .process(matched),
    expected: [
      ['a', 5, 4],
      ['b', 7, 7],
    ],
  },
  {
    title: 'given streams keyed before they are connected, then it is the same',
    steps: [...on('orders', ORDERS), ...on('payments', PAYMENTS)],
    pipeline: ({ input }) =>
      input<Order>('orders').keyBy('id').connect(input<Payment>('payments').keyBy('order')).process(matched),
    expected: [
      ['a', 5, 4],
      ['b', 7, 7],
    ],
  },
  {
    title: 'given event timers from both streams, then each time of a key fires once',
    steps: [...on('left', at(['a', 5], ['b', 7])), ...on('right', at(['a', 5], ['a', 9]))],
    pipeline: ({ input }) =>
      input<string>('left')
        .connect(input<string>('right'))
        .keyBy(
          (value) => value,
          (value) => value,
        )
        .process(reminder),
    expected: [
      ['a', 5, 'event'],
      ['a', 9, 'event'],
      ['b', 7, 'event'],
    ],
  },
];
