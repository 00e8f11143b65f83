/** Generators: shares of indexes and rate, the end, and what a pause does. */
import { describe, expect, it } from 'vitest';
import type { OperatorHost } from '../host/operator-host.ts';
import { GeneratorSource } from './source-generator.ts';

function generator(
  limits: { ratePerSecond: number | null; count: number | null },
  subtask = 0,
  parallelism = 1,
) {
  const made: number[] = [];
  const room = { free: true };
  const host = {
    subtaskIndex: subtask,
    parallelism,
    functions: { fn: (index: number) => index },
    emit: (value: number) => made.push(value),
    canEmit: () => room.free,
  } as unknown as OperatorHost;
  return { source: new GeneratorSource(host, limits), made, room };
}

describe('generator source', () => {
  it('given a count and three subtasks, then each makes every third index and ends', () => {
    const made = [0, 1, 2].map((subtask) => {
      const { source, made } = generator({ ratePerSecond: null, count: 8 }, subtask, 3);
      while (source.step(0) !== 'finished');
      return made;
    });
    expect(made).toEqual([
      [0, 3, 6],
      [1, 4, 7],
      [2, 5],
    ]);
  });

  it('given a rate, when time passes, then values come evenly and the wake-up is that of the next', () => {
    const { source, made } = generator({ ratePerSecond: 100, count: null });
    expect(source.step(1000)).toBe('more');
    expect(source.step(1000)).toBe('waiting');
    expect([made.length, source.wakeAtMs]).toEqual([1, 1010]);
    source.step(1010);
    source.step(1035);
    expect(made.length).toBe(4);
  });

  it('given a rate shared by two subtasks, then one second brings half of it to each', () => {
    const { source, made } = generator({ ratePerSecond: 100, count: null }, 1, 2);
    for (let nowMs = 0; nowMs <= 1000; nowMs += 5) source.step(nowMs);
    expect(made.length).toBe(51);
  });

  it('given a full output for ten seconds, when there is room again, then at most one second is caught up', () => {
    const { source, made, room } = generator({ ratePerSecond: 100, count: null });
    source.step(0);
    room.free = false;
    expect(source.step(10_000)).toBe('more');
    room.free = true;
    while (source.step(10_000) === 'more');
    expect(made.length).toBe(102);
  });

  it('given a function that throws, then the failure names operator and task', () => {
    const host = {
      operatorName: 'generator',
      taskName: 'Source: generator (1/1)#0',
      subtaskIndex: 0,
      parallelism: 1,
      functions: {
        fn: () => {
          throw new TypeError('no such thing');
        },
      },
      canEmit: () => true,
    } as unknown as OperatorHost;
    const source = new GeneratorSource(host, { ratePerSecond: null, count: 1 });
    expect(() => source.step(0)).toThrow(
      expect.objectContaining({
        code: 'USER_FUNCTION_FAILED',
        details: expect.objectContaining({
          operator: 'generator',
          reason: 'TypeError: no such thing',
        }) as unknown,
      }) as Error,
    );
  });
});
