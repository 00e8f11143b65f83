/** Whole jobs on one task host: records, ends, back-pressure, cancellation, failures and figures, without threads. */
import { defineJob, GlobalWindows, type JobBuildFunction } from '@rivulet/api';
import { describe, expect, it } from 'vitest';
import { InThreadJob, type InThreadJobOptions } from '../testing/in-thread-job.ts';

const TEXT = ['to be or not to be', 'that is the question', '', 'whether tis nobler in the mind to suffer'];

function job(build: JobBuildFunction, options: InThreadJobOptions = {}): InThreadJob {
  return new InThreadJob(defineJob({ name: 'test' }, build), options);
}

const wordCount: JobBuildFunction = (env) => {
  env
    .fromCollection(TEXT)
    .rebalance()
    .flatMap((line: string) => line.split(' ').filter((word) => word !== ''))
    .keyBy((word) => word)
    .window(GlobalWindows.withEndOfStreamTrigger())
    .count()
    .map(({ key, count }) => `${key} ${count}`)
    .print();
};

function countsOf(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of lines.flatMap((line) => line.split(' ').filter((w) => w !== ''))) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts].map(([word, count]) => `${word} ${count}`).toSorted();
}

function printed(done: InThreadJob): string[] {
  const lines = done.outText.split('\n').slice(0, -1);
  return lines.map((line) => line.replace(/^\d+> /, '')).toSorted();
}

function statesOf(done: InThreadJob, task: string): string[] {
  return done.states.filter(({ taskId }) => taskId.startsWith(task)).map(({ state }) => state);
}

describe('jobs on one host', () => {
  it.each([
    [1, true],
    [2, true],
    [4, true],
    [3, false],
  ])(
    'given word count at parallelism %i, code generation %s, then each word once',
    async (parallelism, codeGeneration) => {
      const done = await job(wordCount, { parallelism, codeGeneration }).run();

      expect(printed(done)).toEqual(countsOf(TEXT));
      expect(new Set(Object.values(done.outcome))).toEqual(new Set(['FINISHED']));
    },
  );

  it('given a finished job, then each task reported its states in order and every segment came home', async () => {
    const done = await job(wordCount, { parallelism: 2 }).run();

    for (const { plan, channels } of done.local.deployments) {
      expect(statesOf(done, plan.taskName)).toEqual(['INITIALIZING', 'RUNNING', 'FINISHED']);
      for (const { grant } of channels.partitions) expect(done.local.pool.reclaim(grant)).toBe(0);
    }
    expect(done.local.pool.freeSegments).toBe(done.local.pool.totalSegments);
  });

  it('given reduce, sum and count per record, then one update per record', async () => {
    const done = await job((env) => {
      const pairs = env.fromCollection([
        { k: 'a', n: 1 },
        { k: 'b', n: 5 },
        { k: 'a', n: 2.5 },
      ]);
      pairs
        .keyBy(({ k }) => k)
        .sum('n')
        .print('sum');
      pairs
        .keyBy(({ k }) => k)
        .reduce((x, y) => ({ k: x.k, n: Math.max(x.n, y.n) }))
        .print('max');
      pairs
        .map(({ n }) => n)
        .keyBy((n) => n > 2)
        .sum()
        .print('total');
      pairs
        .keyBy(({ n }) => n)
        .count()
        .print('count');
    }).run();

    expect(done.errors).toEqual([]);
    expect(done.outText.split('\n').toSorted().slice(1)).toEqual([
      'count> {"key":1,"count":1}',
      'count> {"key":2.5,"count":1}',
      'count> {"key":5,"count":1}',
      'max> {"k":"a","n":1}',
      'max> {"k":"a","n":2.5}',
      'max> {"k":"b","n":5}',
      'sum> {"k":"a","n":1}',
      'sum> {"k":"a","n":3.5}',
      'sum> {"k":"b","n":5}',
      'total> 1',
      'total> 5',
      'total> 7.5',
    ]);
  });

  it('given broadcast, then each of three subtasks prints every record under its number', async () => {
    const done = await job(
      (env) =>
        env
          .fromCollection(['x', 'y'])
          .broadcast()
          .map((v) => v)
          .print(),
      {
        parallelism: 3,
      },
    ).run();

    expect(done.outText.split('\n').slice(0, -1).toSorted()).toEqual([
      '1> x',
      '1> y',
      '2> x',
      '2> y',
      '3> x',
      '3> y',
    ]);
  });

  it('given tiny buffers and few of them, when one record becomes thousands, then all arrive', async () => {
    const done = await job(
      (env) => {
        env
          .fromCollection([1, 2, 3])
          .flatMap((n: number) => Array.from({ length: 3000 }, (_, i) => `value ${n} ${i}`))
          .keyBy((text) => text)
          .count()
          .filter(({ count }) => count === 1)
          .map(() => 1)
          .keyBy(() => 'all')
          .window(GlobalWindows.withEndOfStreamTrigger())
          .sum()
          .print();
      },
      { parallelism: 2, segmentSize: 256, segmentsPerPartition: 4, overdraft: 1 },
    ).run();

    expect(done.errors).toEqual([]);
    expect(printed(done)).toEqual(['9000']);
  });

  it('given records larger than the buffers, then they arrive whole', async () => {
    const done = await job(
      (env) => {
        env
          .fromCollection([1000, 20_000])
          .map((n: number) => ({ n, text: '诗'.repeat(n) }))
          .rebalance()
          .map(({ n, text }) => text === '诗'.repeat(n))
          .print();
      },
      { segmentSize: 1024 },
    ).run();

    expect(printed(done)).toEqual(['true', 'true']);
  });

  it('given a text sink, then parts are complete, named by subtask, and those of a wider run are gone', async () => {
    const write: JobBuildFunction = (env) => {
      env
        .fromCollection(['a', 'b', 'c', 'd'])
        .rebalance()
        .map((v) => v)
        .writeText('/out');
    };
    const running = job(write, { parallelism: 2 });
    const { storage } = running.world.node('tm');
    await storage.writeFile('/out/part-7', new TextEncoder().encode('old\n'));
    await running.run();

    expect(storage.listSync('/out').map(({ path }) => path)).toEqual(['/out/part-0', '/out/part-1']);
    expect(new TextDecoder().decode(await storage.readFile('/out/part-0'))).toBe('a\nc\n');
  });
});

describe('deployment in steps', () => {
  it('given a producer waiting inside a record, when its consumer is deployed, then it starts at once and reads', async () => {
    const running = job(
      (env) => {
        env
          .fromCollection([1])
          .flatMap<string>((_, out) => {
            // From inside the record: its mail is read where the producer waits for a buffer.
            running.deploy(consumer);
            for (let i = 0; i < 5000; i++) out.collect(`value ${i}`);
          })
          .keyBy((text) => text)
          .count()
          .map(() => 1)
          .print();
      },
      { segmentSize: 256, segmentsPerPartition: 4, overdraft: 1 },
    );
    const consumer = running.holdBack('count');
    await running.run();

    expect(printed(running)).toHaveLength(5000);
  });

  it('given a finished source, then it runs on until its consumer has processed everything, and then ends', async () => {
    const running = job((env) => {
      env
        .fromCollection([1, 2])
        .rebalance()
        .map((n) => n)
        .print();
    });
    const consumer = running.holdBack('map');

    // It sleeps: only the consumer can wake it.
    await expect(running.run()).rejects.toThrow('tasks wait for ever: Source');
    expect(Object.values(running.outcome)).toEqual(['RUNNING']);
    running.deploy(consumer);
    await running.run();

    expect(Object.values(running.outcome)).toEqual(['FINISHED', 'FINISHED']);
    expect(printed(running)).toEqual(['1', '2']);
  });
});

describe('ends other than the good one', () => {
  it('given a record that fails, then what was printed before it is shown', async () => {
    const done = await job((env) => {
      env
        .fromCollection([1, 2, 3])
        .map((value) => {
          if (value === 3) throw new Error('three is bad');
          return value;
        })
        .print();
    }).run();

    expect(done.errors.map(({ code }) => code)).toEqual(['USER_FUNCTION_FAILED']);
    expect(printed(done)).toEqual(['1', '2']);
  });

  const endless: JobBuildFunction = (env) => {
    env
      .generate({}, (i) => `value ${i % 100}`)
      .keyBy((v) => v)
      .count()
      .writeText('/out');
  };

  it('given an endless job, when cancelled, then every task is CANCELED and nothing half-written is left', async () => {
    const running = job(endless, { parallelism: 2 });
    await running.run(() => running.figures('count -> Sink: text (1/2)#0').numRecordsIn > 5000);
    for (const { plan } of running.local.deployments) running.cancel(plan.taskName);
    await running.run();

    expect(new Set(Object.values(running.outcome))).toEqual(new Set(['CANCELED']));
    expect(running.world.node('tm').storage.listSync('/out')).toEqual([]);
  });

  it('given a task that waits for a buffer inside a record, when cancelled, then it ends there', async () => {
    const running = job(
      (env) => {
        env
          .fromCollection([1])
          .flatMap(function* () {
            for (;;) yield 'the same key';
          })
          .keyBy((v) => v)
          .count()
          .map((value) => {
            // The consumer's first record orders the end of the producer, which sits in its only record.
            running.cancel('Source: collection -> flat-map (1/1)#0');
            return value;
          })
          .discard();
      },
      { segmentSize: 256, segmentsPerPartition: 4, overdraft: 1 },
    );
    await running.run(() => running.states.some(({ state }) => state === 'CANCELED'));

    expect(running.outcome['Source: collection -> flat-map (1/1)#0']).toBe('CANCELED');
  });

  it('given a function that throws, then its task FAILED with operator, task and reason; others go on', async () => {
    const running = job((env) => {
      env
        .fromCollection([1, 0])
        .map((n: number) => {
          if (n === 0) throw new Error('not zero');
          return n;
        })
        .name('check')
        .keyBy((n) => n)
        .count()
        .discard();
    });
    await running.run(() => running.errors.length > 0);

    const [error] = running.errors;
    expect(error).toMatchObject({
      code: 'USER_FUNCTION_FAILED',
      details: { operator: 'check', reason: 'Error: not zero' },
    });
    expect(running.outcome['count -> Sink: discard (1/1)#0']).toBe('RUNNING');
  });

  it('given a key selector that throws, then the failure names the operator before it', async () => {
    const running = job((env) => {
      env
        .fromCollection([{ k: 'a' }, null])
        .keyBy((v) => (v as { k: string }).k)
        .count()
        .discard();
    });
    await running.run(() => running.errors.length > 0);

    expect(running.errors[0]).toMatchObject({
      code: 'USER_FUNCTION_FAILED',
      details: { operator: 'the key of Source: collection' },
    });
  });

  it('given a kind nobody knows, then OPERATOR_UNKNOWN', async () => {
    const running = job((env) => env.fromCollection([1]).discard());
    const [vertex] = running.local.graph.vertices;
    Object.assign(vertex?.chain[1] ?? {}, { kind: 'teleport' });
    await running.run();

    expect(running.errors[0]).toMatchObject({ code: 'OPERATOR_UNKNOWN', details: { kind: 'teleport' } });
  });
});

describe('figures', () => {
  it('given a finished job, then records and buffers add up between producer and consumer', async () => {
    const done = await job((env) => {
      env
        .generate({ count: 10_000 }, (i) => i % 10)
        .keyBy((n) => n)
        .count()
        .discard();
    }).run();

    const producer = done.figures('Source: generator (1/1)#0');
    const consumer = done.figures('count -> Sink: discard (1/1)#0');
    expect(producer).toMatchObject({ numRecordsIn: 0, numRecordsOut: 10_000 });
    expect(consumer).toMatchObject({ numRecordsIn: 10_000, numBytesIn: producer.numBytesOut });
    expect(producer.numBuffersOut).toBeGreaterThan(2);
  });

  it('given a rate-limited source, then it and its consumer are idle nearly all the time', async () => {
    const running = job((env) => {
      env
        .generate({ ratePerSecond: 100, count: 200 }, (i) => i)
        .keyBy((n) => n)
        .count()
        .discard();
    });
    await running.run();

    expect(running.nowMs).toBeGreaterThan(1980);
    for (const task of ['Source: generator (1/1)#0', 'count -> Sink: discard (1/1)#0']) {
      const { idleTimeMs, busyTimeMs, backPressuredTimeMs } = running.figures(task);
      expect(idleTimeMs).toBeGreaterThan(1500);
      expect(busyTimeMs + backPressuredTimeMs).toBeLessThan(300);
    }
  });
});
