/** The types a job's author sees are inferred end to end. Checked by the compiler; nothing runs but the recording. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { DataStreamSink } from './data-stream-sink.ts';
import { OutputTag } from '../functions/index.ts';
import {
  type ConnectedStreams,
  type DataStream,
  GlobalWindows,
  type KeyedStream,
  type SingleOutputStreamOperator,
  StreamExecutionEnvironment,
  type WindowedStream,
} from './index.ts';

type Order = { readonly customer: string; readonly cents: number; readonly paid: boolean };

function newEnvironment(): StreamExecutionEnvironment {
  return new StreamExecutionEnvironment({ workingDirectory: '/work', defaultParallelism: 1 });
}

describe('the types of a program', () => {
  it('given a collection, when it is mapped and keyed, then value and key types are inferred', () => {
    const orders = newEnvironment().fromCollection<Order>([]);

    expectTypeOf(orders).toEqualTypeOf<SingleOutputStreamOperator<Order>>();
    expectTypeOf(orders.map(({ cents }) => cents)).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    expectTypeOf(orders.keyBy(({ customer }) => customer)).toEqualTypeOf<KeyedStream<Order, string>>();
    expectTypeOf(orders.print()).toEqualTypeOf<DataStreamSink>();
  });

  it('given a filter with a type guard, then the stream is narrowed', () => {
    const mixed = newEnvironment().fromCollection<string | number>(['a', 1]);

    const numbers = mixed.filter((value) => typeof value === 'number');

    expectTypeOf(numbers).toEqualTypeOf<SingleOutputStreamOperator<number>>();
  });

  it('given a flatMap that returns or collects, then its output type is known', () => {
    const lines = newEnvironment().readTextFile('poem.txt');

    const returned = lines.flatMap((line) => line.match(/[a-z]+/g) ?? []);
    const collected = lines.flatMap<number>((line, out) => out.collect(line.length));

    expectTypeOf(returned).toEqualTypeOf<SingleOutputStreamOperator<string>>();
    expectTypeOf(collected).toEqualTypeOf<SingleOutputStreamOperator<number>>();
  });

  it('given a keyed stream, when it is counted or summed, then results carry key and record types', () => {
    const orders = newEnvironment().fromCollection<Order>([]);
    const keyed = orders.keyBy(({ customer }) => customer);
    const windowed = keyed.window(GlobalWindows.withEndOfStreamTrigger());

    expectTypeOf(keyed.count()).toEqualTypeOf<
      SingleOutputStreamOperator<{ readonly key: string; readonly count: number }>
    >();
    expectTypeOf(keyed.sum('cents')).toEqualTypeOf<SingleOutputStreamOperator<Order>>();
    expectTypeOf(windowed).toEqualTypeOf<WindowedStream<Order, string>>();
    expectTypeOf(windowed.reduce((first) => first)).toEqualTypeOf<SingleOutputStreamOperator<Order>>();
  });

  it('given several streams, then what they give together is inferred', () => {
    const env = newEnvironment();
    const orders = env.fromCollection<Order>([]);
    const names = env.fromCollection<string>([]);
    const connected = orders.connect(names).keyBy(
      ({ customer }) => customer,
      (name) => name,
    );

    expectTypeOf(orders.union(orders)).toEqualTypeOf<DataStream<Order>>();
    expectTypeOf(connected).toEqualTypeOf<ConnectedStreams<Order, string, string>>();
    expectTypeOf(
      connected.map(
        ({ cents }) => cents,
        (name) => name.length,
      ),
    ).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    expectTypeOf(orders.map(String).getSideOutput(new OutputTag<Order>('unpaid'))).toEqualTypeOf<
      DataStream<Order>
    >();
    // @ts-expect-error a union is of one type
    orders.union(names);
    const nameOf = (name: string): string => name;
    // @ts-expect-error both keys are of one type
    orders.connect(names).keyBy(({ cents }) => cents, nameOf);
    expectTypeOf(new OutputTag<string>('a')).not.toEqualTypeOf<OutputTag<number>>();
  });

  it('given mistakes in types, then they do not compile', () => {
    const orders = newEnvironment().fromCollection<Order>([]);
    const keyed = orders.keyBy(({ customer }) => customer);

    // @ts-expect-error a text field cannot be summed
    keyed.sum('customer');
    // @ts-expect-error records cannot be summed without naming a field
    keyed.sum();
    // @ts-expect-error a key is no object
    orders.keyBy((order) => order);
    // @ts-expect-error no field has this name
    expect(() => orders.keyBy('costumer')).not.toThrow();
    // @ts-expect-error a text has no place in a sum, and a name must be one of the record's
    keyed.maxBy('paid');
    // @ts-expect-error reduce gives the type it takes
    keyed.reduce((first, second) => first.cents + second.cents);
    expectTypeOf(orders).not.toHaveProperty('reduce');
  });

  it('given fields or tuples as keys, then the key is their type', () => {
    const orders = newEnvironment().fromCollection<Order>([]);
    const pairs = newEnvironment().fromCollection<readonly [string, number]>([]);

    expectTypeOf(orders.keyBy('customer')).toEqualTypeOf<KeyedStream<Order, string>>();
    expectTypeOf(orders.keyBy('customer', 'paid')).toEqualTypeOf<
      KeyedStream<Order, readonly [string, boolean]>
    >();
    expectTypeOf(orders.keyBy(({ customer, cents }) => [customer, cents])).toEqualTypeOf<
      KeyedStream<Order, [string, number]>
    >();
    expectTypeOf(pairs.keyBy(1)).toEqualTypeOf<KeyedStream<readonly [string, number], number>>();
    expectTypeOf(pairs.keyBy(0).sum(1)).toEqualTypeOf<
      SingleOutputStreamOperator<readonly [string, number]>
    >();
  });

  it('given tuples and plain numbers, then sum takes a position or nothing', () => {
    const env = newEnvironment();
    const pairs = env.fromCollection<readonly [string, number]>([]).keyBy(([word]) => word);
    const numbers = env.generate({ count: 3 }, (index) => index).keyBy((value) => value % 2);

    expectTypeOf(pairs.sum('1')).toEqualTypeOf<SingleOutputStreamOperator<readonly [string, number]>>();
    expectTypeOf(numbers.sum()).toEqualTypeOf<SingleOutputStreamOperator<number>>();
    expect(() => numbers.sum()).not.toThrow();
  });
});
