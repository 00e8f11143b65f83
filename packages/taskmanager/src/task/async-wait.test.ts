/** Asynchronous calls as whole jobs on one task host: order, bounds, time, failure and the end of the input. */
import {
  AsyncDataStream,
  type AsyncFunction,
  AsyncRetryStrategies,
  type AsyncWaitOptions,
  defineJob,
  type JobBuildFunction,
  WatermarkStrategy,
} from '@rivulet/api';
import { describe, expect, it } from 'vitest';
import { InThreadJob } from '../testing/in-thread-job.ts';

const FOR_EVER = { timeoutMs: 0 };
const SELF = (value: number): number => value;

/** A service outside: it answers when it is told to. */
class Service {
  readonly asked: number[] = [];
  readonly #answers = new Map<number, (values: readonly string[]) => void>();

  readonly call = (value: number): Promise<readonly string[]> => {
    this.asked.push(value);
    return new Promise((resolve) => this.#answers.set(value, resolve));
  };

  answer(value: number, ...values: readonly string[]): void {
    this.#answers.get(value)?.(values);
  }
}

function jobOf(build: JobBuildFunction): InThreadJob {
  return new InThreadJob(defineJob({ name: 'test' }, build), { parallelism: 1 });
}

/** Numbers from 0 through `fn` to a printing sink. */
function enriched<R>(
  wait: 'orderedWait' | 'unorderedWait',
  count: number,
  fn: AsyncFunction<number, R>,
  options: AsyncWaitOptions<R>,
): InThreadJob {
  return jobOf((env) => {
    AsyncDataStream[wait](env.generate({ count }, SELF), fn, options).print();
  });
}

/** Long enough for whatever can happen to have happened. */
async function rounds(job: InThreadJob, count: number): Promise<void> {
  let round = 0;
  await job.run(() => ++round > count);
}

function linesOf(job: InThreadJob): string[] {
  return job.outText.split('\n').slice(0, -1);
}

describe('the order of results', () => {
  it('given orderedWait, when later calls end first, then results keep the order of the records', async () => {
    const service = new Service();
    const job = enriched('orderedWait', 3, service.call, FOR_EVER);
    await job.run(() => service.asked.length === 3);

    service.answer(2, 'third');
    service.answer(1, 'second');
    await rounds(job, 100);
    expect(linesOf(job)).toEqual([]);
    service.answer(0, 'first');
    await job.run();

    expect(linesOf(job)).toEqual(['first', 'second', 'third']);
  });

  it('given unorderedWait, when later calls end first, then their results go first', async () => {
    const service = new Service();
    const job = enriched('unorderedWait', 3, service.call, FOR_EVER);
    await job.run(() => service.asked.length === 3);

    for (const value of [2, 0, 1]) {
      service.answer(value, `n${value}`);
      await job.run(() => linesOf(job).includes(`n${value}`));
    }
    await job.run();

    expect(linesOf(job)).toEqual(['n2', 'n0', 'n1']);
  });

  it('given none or several values, then a record leads to none or several', async () => {
    const repeat = (value: number): Promise<readonly number[]> =>
      Promise.resolve(Array.from({ length: value }, () => value));

    const job = await enriched('orderedWait', 4, repeat, FOR_EVER).run();

    expect(linesOf(job)).toEqual(['1', '2', '2', '3', '3', '3']);
  });

  it('given watermarks between the records, then an unordered result passes none', async () => {
    const service = new Service();
    const job = jobOf((env) => {
      env.setAutoWatermarkInterval(0);
      const strategy = WatermarkStrategy.forGenerator<number>(() => ({
        onEvent: (_, timestamp, output) => output.emitWatermark(timestamp),
        onPeriodicEmit: () => undefined,
      })).withTimestampAssigner((value) => value);
      const timed = env.generate({ count: 3 }, SELF).assignTimestampsAndWatermarks(strategy);
      AsyncDataStream.unorderedWait(timed, service.call, FOR_EVER).print();
    });
    await job.run(() => service.asked.length === 3);

    service.answer(2, 'third');
    service.answer(1, 'second');
    service.answer(0, 'first');
    await job.run();

    expect(linesOf(job)).toEqual(['first', 'second', 'third']);
  });
});

describe('bounds', () => {
  it('given a capacity, when so many calls are under way, then the next record waits', async () => {
    const service = new Service();
    const job = enriched('unorderedWait', 5, service.call, { timeoutMs: 0, capacity: 2 });
    let mostAtOnce = 0;
    let answered = 0;
    await job.run(() => {
      mostAtOnce = Math.max(mostAtOnce, service.asked.length - answered);
      if (service.asked.length - answered === 2 || (service.asked.length === 5 && answered < 5)) {
        service.answer(service.asked[answered++] ?? -1, 'done');
      }
      return false;
    });

    expect(mostAtOnce).toBe(2);
    expect(linesOf(job)).toHaveLength(5);
  });

  it('given a call that takes too long, then ASYNC_TIMEOUT fails the task and its signal is aborted', async () => {
    let signal: AbortSignal | undefined;
    const never = (_: number, given: AbortSignal): Promise<readonly number[]> => {
      signal = given;
      return new Promise(() => undefined);
    };
    const job = enriched('orderedWait', 1, never, { timeoutMs: 5 });

    await job.run(() => job.errors.length > 0);

    expect(job.errors[0]?.message).toBe(
      'async-wait of task async-wait -> Sink: print (1/1)#0 had no result after 5 ms',
    );
    expect(signal?.aborted).toBe(true);
  });

  it('given a timeout function, then it says what such a record leads to', async () => {
    const fn: AsyncFunction<number, string> = {
      asyncInvoke: (value) => (value === 1 ? new Promise(() => undefined) : Promise.resolve([`n${value}`])),
      timeout: (value) => [`too late: ${value}`],
    };

    const job = await enriched('orderedWait', 3, fn, { timeoutMs: 5 }).run();

    expect(linesOf(job)).toEqual(['n0', 'too late: 1', 'n2']);
  });
});

describe('failure', () => {
  it.each([
    ['a promise that is rejected', () => Promise.reject(new RangeError('no such id'))],
    [
      'a function that throws',
      () => {
        throw new RangeError('no such id');
      },
    ],
  ] as [string, () => Promise<readonly string[]>][])(
    'given %s, then the task fails with it',
    async (_, fn) => {
      const job = enriched('orderedWait', 1, fn, FOR_EVER);

      await job.run(() => job.errors.length > 0);

      expect(job.errors[0]).toMatchObject({ code: 'USER_FUNCTION_FAILED' });
      expect(job.errors[0]?.message).toContain('RangeError: no such id');
    },
  );

  it('given a promise of no array, then the task says what was expected', async () => {
    const job = enriched('orderedWait', 1, (() => Promise.resolve(7)) as never, FOR_EVER);

    await job.run(() => job.errors.length > 0);

    expect(job.errors[0]?.message).toContain('the promise of an async function gives an array of values');
  });

  it('given a retry strategy, then a failure or an unwanted result is tried again, so many times', async () => {
    const attempts = new Map<number, number>();
    const flaky = (value: number): Promise<readonly string[]> => {
      const attempt = (attempts.get(value) ?? 0) + 1;
      attempts.set(value, attempt);
      if (value === 0 && attempt < 3) return Promise.reject(new Error('busy'));
      return Promise.resolve(value === 1 && attempt < 2 ? [] : [`${value} at ${attempt}`]);
    };
    const retry = AsyncRetryStrategies.exponentialBackoff<string>({
      maxAttempts: 3,
      initialDelayMs: 1,
      maxDelayMs: 4,
      ifResult: (values) => values.length === 0,
    });

    const job = await enriched('orderedWait', 3, flaky, { timeoutMs: 0, retry }).run();

    expect(linesOf(job)).toEqual(['0 at 3', '1 at 2', '2 at 1']);
  });

  it('given a retry strategy, when all attempts fail or the error is not worth it, then the task fails', async () => {
    let attempts = 0;
    const broken = (): Promise<readonly string[]> => Promise.reject(new Error(`attempt ${++attempts}`));
    const retry = AsyncRetryStrategies.fixedDelay<string>({
      maxAttempts: 5,
      delayMs: 1,
      ifException: (error) => !String(error).includes('attempt 2'),
    });
    const job = enriched('orderedWait', 1, broken, { timeoutMs: 0, retry });

    await job.run(() => job.errors.length > 0);

    expect(job.errors[0]?.message).toContain('attempt 2');
    expect(attempts).toBe(2);
  });
});

describe('the end of the input', () => {
  it('given calls under way, when the input ends, then the task waits for them', async () => {
    const service = new Service();
    const job = enriched('orderedWait', 2, service.call, FOR_EVER);
    await job.run(() => service.asked.length === 2);
    await rounds(job, 100);
    expect(job.outcome['async-wait -> Sink: print (1/1)#0']).toBe('RUNNING');

    service.answer(0, 'a');
    service.answer(1, 'b');
    await job.run();

    expect(linesOf(job)).toEqual(['a', 'b']);
    expect(job.outcome['async-wait -> Sink: print (1/1)#0']).toBe('FINISHED');
  });

  it('given calls under way, when the task is cancelled, then their signals are aborted and late results drop', async () => {
    const signals: AbortSignal[] = [];
    const service = new Service();
    const call = (value: number, signal: AbortSignal): Promise<readonly string[]> => {
      signals.push(signal);
      return service.call(value);
    };
    const job = enriched('orderedWait', 2, call, FOR_EVER);
    await job.run(() => service.asked.length === 2);

    job.cancel('async-wait -> Sink: print (1/1)#0');
    // It waits for its consumer to have processed everything, and only a JobMaster would know better.
    job.cancel('Source: generator (1/1)#0');
    await job.run();
    service.answer(0, 'late');

    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
    expect(job.outText).toBe('');
    expect(job.outcome['async-wait -> Sink: print (1/1)#0']).toBe('CANCELED');
  });
});
