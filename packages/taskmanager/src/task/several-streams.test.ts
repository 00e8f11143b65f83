/** Streams joined and dealt out in every way the API has, as whole jobs on one task host. */
import { defineJob, type JobBuildFunction } from '@rivulet/api';
import { describe, expect, it } from 'vitest';
import { InThreadJob } from '../testing/in-thread-job.ts';

const SELF = <T>(value: T): T => value;

/** What each subtask of the job's printing sink printed, in order. */
async function printedBySubtask(build: JobBuildFunction, parallelism = 1): Promise<string[][]> {
  const done = await new InThreadJob(defineJob({ name: 'test' }, build), { parallelism }).run();
  expect(done.errors).toEqual([]);
  const lines = done.outText.split('\n').slice(0, -1);
  const subtasks = Array.from({ length: parallelism }, (): string[] => []);
  for (const line of lines) {
    const [, subtask = '1', value = ''] = /^(?:(\d+)> )?(.*)$/.exec(line) ?? [];
    subtasks[Number(subtask) - 1]?.push(value);
  }
  return subtasks;
}

async function printed(build: JobBuildFunction, parallelism = 1): Promise<string[]> {
  return (await printedBySubtask(build, parallelism)).flat().toSorted();
}

describe.each([1, 3])('union at parallelism %i', (parallelism) => {
  it('given three streams, when they are united, then every value of each passes once', async () => {
    const values = await printed((env) => {
      const few = env.fromCollection(['a', 'b']);
      const more = env.generate({ count: 300 }, (index) => `n${index}`);
      few
        .union(more, env.fromCollection(['z']))
        .map(SELF)
        .print();
    }, parallelism);

    const expected = ['a', 'b', 'z', ...Array.from({ length: 300 }, (_, i) => `n${i}`)];
    expect(values).toEqual(expected.toSorted());
  });

  it('given united streams, when they are keyed, then one key of all streams has one count', async () => {
    const values = await printed((env) => {
      const left = env.fromCollection(['x', 'y', 'x']);
      const right = env.fromCollection(['x', 'z']);
      left
        .union(right)
        .keyBy(SELF)
        .count()
        .map(({ key, count }) => `${key} ${count}`)
        .print();
    }, parallelism);

    expect(values).toEqual(['x 1', 'x 2', 'x 3', 'y 1', 'z 1']);
  });

  it('given two full streams, when both can be read, then they are read in turn', async () => {
    const [values = []] = await printedBySubtask((env) => {
      const even = env.generate({ count: 20_000 }, (index) => index * 2);
      const odd = env.generate({ count: 20_000 }, (index) => index * 2 + 1);
      even.union(odd).global().print();
    }, parallelism);

    const early = values.slice(0, 20_000).map(Number);
    const evenCount = early.filter((value) => value % 2 === 0).length;
    expect(Math.abs(evenCount - 10_000)).toBeLessThan(3_000);
  });

  it('given a stream united with itself, then every value passes twice', async () => {
    const values = await printed((env) => {
      const numbers = env.fromCollection([1, 2]);
      numbers.union(numbers).print();
    }, parallelism);

    expect(values).toEqual(['1', '1', '2', '2']);
  });

  it('given streams that are partitioned apart, when they are united, then each keeps its own way', async () => {
    const subtasks = await printedBySubtask((env) => {
      const everywhere = env.fromCollection(['b']).broadcast();
      const first = env.fromCollection(['g1', 'g2']).global();
      everywhere.union(first).print();
    }, parallelism);

    expect(subtasks.map((values) => values.toSorted())).toEqual(
      Array.from({ length: parallelism }, (_, i) => (i === 0 ? ['b', 'g1', 'g2'] : ['b'])),
    );
  });
});

describe.each([1, 3])('connected streams at parallelism %i', (parallelism) => {
  it('given a co-map, then each stream goes through its own function', async () => {
    const values = await printed((env) => {
      const numbers = env.fromCollection([1, 2]);
      const words = env.fromCollection(['a']);
      numbers
        .connect(words)
        .map(
          (number) => `number ${number + 1}`,
          (word) => `word ${word.toUpperCase()}`,
        )
        .print();
    }, parallelism);

    expect(values).toEqual(['number 2', 'number 3', 'word A']);
  });

  it('given a co-flat-map after a broadcast, then every subtask sees every value of the second stream', async () => {
    const subtasks = await printedBySubtask((env) => {
      const numbers = env.generate({ count: 6 }, SELF);
      const rules = env.fromCollection(['r']).broadcast();
      numbers
        .connect(rules)
        .flatMap<string>(
          (number, out) => out.collect(`number ${number}`),
          (rule) => [rule, rule],
        )
        .print();
    }, parallelism);

    for (const values of subtasks) expect(values.filter((value) => value === 'r')).toHaveLength(2);
    expect(subtasks.flat().filter((value) => value.startsWith('number'))).toHaveLength(6);
  });

  it('given two keyed streams, then values of one key meet in one subtask', async () => {
    const subtasks = await printedBySubtask((env) => {
      const orders = env.generate({ count: 30 }, (index) => ({ customer: `c${index % 7}` }));
      const payments = env.generate({ count: 30 }, (index) => ({ payer: `c${index % 7}` }));
      orders
        .connect(payments)
        .keyBy(
          ({ customer }) => customer,
          ({ payer }) => payer,
        )
        .map(
          ({ customer }) => customer,
          ({ payer }) => payer,
        )
        .print();
    }, parallelism);

    const subtaskOf = new Map<string, number>();
    for (const [subtask, values] of subtasks.entries()) {
      for (const value of values) {
        expect(subtaskOf.get(value) ?? subtask).toBe(subtask);
        subtaskOf.set(value, subtask);
      }
    }
    expect(subtasks.flat()).toHaveLength(60);
    expect(subtaskOf.size).toBe(7);
  });
});

describe('partitioning', () => {
  it('given rescale to more subtasks, then each producer deals to its own neighbours in turn', async () => {
    const subtasks = await printedBySubtask((env) => {
      env.generate({ count: 8 }, SELF).setParallelism(2).rescale().print();
    }, 4);

    const [first = [], second = [], third = [], fourth = []] = subtasks;
    expect(first.length + second.length).toBe(4);
    expect([first.length, second.length, third.length, fourth.length]).toEqual([2, 2, 2, 2]);
  });

  it('given rescale to fewer subtasks, then each consumer reads a range of producers', async () => {
    const values = await printed((env) => {
      env
        .generate({ count: 9 }, SELF)
        .setParallelism(3)
        .rescale()
        .map(SELF)
        .setParallelism(2)
        .global()
        .print();
    }, 2);

    expect(values).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
  });

  it('given global, then the first subtask gets all', async () => {
    const subtasks = await printedBySubtask((env) => {
      env.generate({ count: 20 }, SELF).global().print();
    }, 3);

    expect(subtasks.map(({ length }) => length)).toEqual([20, 0, 0]);
  });

  it('given shuffle, then every subtask gets about its share', async () => {
    const subtasks = await printedBySubtask((env) => {
      env.generate({ count: 3000 }, SELF).shuffle().print();
    }, 3);

    expect(subtasks.flat()).toHaveLength(3000);
    for (const { length } of subtasks) expect(Math.abs(length - 1000)).toBeLessThan(120);
  });

  it('given partitionCustom, then each value goes where the partitioner says for its key', async () => {
    const subtasks = await printedBySubtask((env) => {
      env
        .generate({ count: 9 }, (index) => ({ index, lane: `lane-${index % 3}` }))
        .partitionCustom(
          (lane: string, count) => (Number(lane.slice(5)) + 1) % count,
          ({ lane }) => lane,
        )
        .map(({ index }) => index)
        .print();
    }, 3);

    expect(subtasks.map((values) => values.map(Number).toSorted((a, b) => a - b))).toEqual([
      [2, 5, 8],
      [0, 3, 6],
      [1, 4, 7],
    ]);
  });

  it('given a partitioner that names no subtask, then PARTITION_OUT_OF_RANGE fails the task', async () => {
    const job = new InThreadJob(
      defineJob({ name: 'test' }, (env) => {
        env
          .generate({ count: 1 }, SELF)
          .partitionCustom(() => 7, SELF)
          .print();
      }),
      { parallelism: 2 },
    );

    await job.run(() => job.errors.length > 0);

    expect(job.errors[0]?.message).toBe('the partitioner chose subtask 7, but there are 2, from 0');
  });
});
