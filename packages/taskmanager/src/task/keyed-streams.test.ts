/** Keys of every kind and the running aggregates over them, as whole jobs on one task host. */
import {
  type DataStream,
  defineJob,
  type JobBuildFunction,
  type KeyedStream,
  type StreamExecutionEnvironment,
} from '@rivulet/api';
import { describe, expect, it } from 'vitest';
import { InThreadJob } from '../testing/in-thread-job.ts';

type Flight = {
  readonly carrier: string;
  readonly day: number;
  readonly delay: number;
  readonly note: string;
};

type ByCarrier = KeyedStream<Flight, string>;

const FLIGHTS: readonly Flight[] = [
  { carrier: 'AA', day: 1, delay: 5, note: 'a' },
  { carrier: 'BA', day: 1, delay: 9, note: 'b' },
  { carrier: 'AA', day: 2, delay: 2, note: 'c' },
  { carrier: 'AA', day: 1, delay: 7, note: 'd' },
  { carrier: 'AA', day: 1, delay: 2, note: 'e' },
];

function jobOf(build: JobBuildFunction, parallelism = 1): InThreadJob {
  return new InThreadJob(defineJob({ name: 'test' }, build), { parallelism });
}

async function printed(build: JobBuildFunction, parallelism = 1): Promise<string[]> {
  const done = await jobOf(build, parallelism).run();
  expect(done.errors).toEqual([]);
  const lines = done.outText.split('\n').slice(0, -1);
  return lines.map((line) => line.replace(/^\d+> /, ''));
}

function flights(env: StreamExecutionEnvironment) {
  return env.fromCollection(FLIGHTS);
}

const ofAA = (lines: readonly string[]): unknown[] =>
  lines
    .map((line) => JSON.parse(line) as Flight)
    .flatMap(({ carrier, delay, note }) => (carrier === 'AA' ? [`${delay}${note}`] : []));

describe.each([1, 3])('running aggregates at parallelism %i', (parallelism) => {
  it.each([
    ['sum', (stream) => stream.sum('delay'), ['5a', '7a', '14a', '16a']],
    ['min', (stream) => stream.min('delay'), ['5a', '2a', '2a', '2a']],
    ['max', (stream) => stream.max('delay'), ['5a', '5a', '7a', '7a']],
    ['minBy', (stream) => stream.minBy('delay'), ['5a', '2c', '2c', '2c']],
    ['maxBy', (stream) => stream.maxBy('delay'), ['5a', '5a', '7d', '7d']],
  ] as [string, (stream: ByCarrier) => DataStream<Flight>, string[]][])(
    'given %s of a field, then each value updates its key',
    async (_, aggregate, expected) => {
      const lines = await printed((env) => {
        aggregate(flights(env).keyBy('carrier')).print();
      }, parallelism);

      expect(ofAA(lines)).toEqual(expected);
    },
  );

  it('given minBy with the last of equal ones, then a tie goes to the later', async () => {
    const lines = await printed((env) => {
      flights(env).keyBy('carrier').minBy('delay', false).print();
    }, parallelism);

    expect(ofAA(lines)).toEqual(['5a', '2c', '2c', '2e']);
  });

  it('given tuples, then positions name key and value', async () => {
    const lines = await printed((env) => {
      const pairs = env.fromCollection<readonly [string, number]>([
        ['a', 1],
        ['a', 5],
        ['a', 3],
      ]);
      pairs.keyBy(0).max(1).print();
    }, parallelism);

    expect(lines).toEqual(['["a",1]', '["a",5]', '["a",5]']);
  });

  it('given plain texts, then min compares the texts themselves', async () => {
    const lines = await printed((env) => {
      env
        .fromCollection(['pear', 'apple', 'quince'])
        .keyBy(() => 'all')
        .min()
        .print();
    }, parallelism);

    expect(lines).toEqual(['pear', 'apple', 'apple']);
  });
});

describe.each([1, 3])('composite keys at parallelism %i', (parallelism) => {
  it.each([
    ['fields', (env) => flights(env).keyBy('carrier', 'day')],
    ['a tuple from a function', (env) => flights(env).keyBy(({ carrier, day }) => [carrier, day])],
  ] as [string, (env: StreamExecutionEnvironment) => ReturnType<typeof byBoth>][])(
    'given %s, then equal tuples are one key',
    async (_, keyed) => {
      const lines = await printed((env) => {
        keyed(env).count().print();
      }, parallelism);

      expect(lines.toSorted()).toEqual(
        [
          '{"key":["AA",1],"count":1}',
          '{"key":["AA",1],"count":2}',
          '{"key":["AA",1],"count":3}',
          '{"key":["AA",2],"count":1}',
          '{"key":["BA",1],"count":1}',
        ].toSorted(),
      );
    },
  );
});

describe('wrong use that only records show', () => {
  it.each([
    [
      'a key field that a record lacks',
      (env) =>
        void env
          .fromCollection([{ a: 1 }, {} as { a: number }])
          .keyBy('a')
          .count()
          .print(),
      'FIELD_INVALID',
      'keyBy() needs a key in the field a of each record, and found undefined',
    ],
    [
      'a key without a stable form',
      (env) =>
        void env
          .generate({ count: 1 }, () => 1)
          .keyBy(untypedKey(new Map()))
          .count()
          .print(),
      'KEY_UNSTABLE',
      'a key is an instance of Map, which has no stable form',
    ],
    [
      'a sum over texts',
      (env) =>
        void env
          .fromCollection([{ a: 'x' } as never as { a: number }])
          .keyBy(() => 1)
          .sum('a')
          .print(),
      'FIELD_INVALID',
      'sum() needs a number in the field a of each record, and found string',
    ],
    [
      'a maximum over mixed types',
      (env) =>
        void env
          .fromCollection([{ a: 1 }, { a: 'x' } as never])
          .keyBy(() => 1)
          .max('a')
          .print(),
      'FIELD_INVALID',
      'max() needs numbers only, or texts only, in the field a of each record, and found string beside number',
    ],
    [
      'a map that returns a promise',
      (env) =>
        void env
          .fromCollection([1])
          .map((value) => Promise.resolve(value))
          .rebalance()
          .print(),
      'RECORD_NOT_SERIALIZABLE',
      'a record contains a promise, which cannot be sent to another task',
    ],
  ] as [string, JobBuildFunction, string, string][])('given %s, then %s', async (_, build, code, message) => {
    const job = jobOf(build);

    await job.run(() => job.errors.length > 0);

    expect(job.errors[0]).toMatchObject({ code, message });
  });
});

function byBoth(env: StreamExecutionEnvironment) {
  return flights(env).keyBy('carrier', 'day');
}

/** As plain JavaScript would give it. */
function untypedKey(key: unknown): () => string {
  return () => key as string;
}
