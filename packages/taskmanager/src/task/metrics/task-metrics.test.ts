/** A task's figures in shared memory: its time in phases, and what a reader sees while the task sleeps. */
import { expect, it } from 'vitest';
import { readTaskMetrics, taskPhaseOf } from './read-task-metrics.ts';
import { createTaskMetricsBlock } from './task-metrics-block.ts';
import { TaskMetrics } from './task-metrics.ts';

it('given turns in three phases, then each millisecond is counted once, a running sleep included', () => {
  const block = createTaskMetricsBlock();
  const time = { nowMs: 100 };
  const metrics = new TaskMetrics({ nowMs: () => time.nowMs, wallMs: () => time.nowMs + 1_000_000 }, block);
  const turn = (nowMs: number, phase: 'busy' | 'idle' | 'softBackPressured'): void => {
    time.nowMs = nowMs;
    metrics.enter(phase, nowMs);
  };

  expect(taskPhaseOf(block)).toBe('initial');
  turn(100, 'busy');
  turn(110, 'busy');
  turn(115, 'softBackPressured');
  turn(145, 'busy');
  turn(150, 'idle');

  expect(taskPhaseOf(block)).toBe('idle');
  const { busyTimeMs, idleTimeMs, backPressuredTimeMs } = readTaskMetrics(block, 1_000_190);
  expect({ busyTimeMs, idleTimeMs, backPressuredTimeMs }).toEqual({
    busyTimeMs: 20,
    idleTimeMs: 40,
    backPressuredTimeMs: 30,
  });
});
