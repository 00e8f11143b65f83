/** A task's metrics as sampled every 5 s on a manual clock: rates of the last minute, longest periods, latencies. */
import { describe, expect, it } from 'vitest';
import { TaskMetricGroup } from './task-metric-group.ts';
import { createTaskMetricsBlock, type TaskPhase } from './task-metrics-block.ts';
import { TaskMetrics } from './task-metrics.ts';

/** One task that spends its time as told, sampled every 5 s. */
class MeasuredTask {
  nowMs = 0;
  readonly #block = createTaskMetricsBlock();
  readonly writer = new TaskMetrics({ nowMs: () => this.nowMs, wallMs: () => this.nowMs }, this.#block);
  readonly #group: TaskMetricGroup;

  /** @param startMs how long it took until the task began */
  constructor(startMs = 10_000) {
    this.#group = new TaskMetricGroup(this.#block);
    this.nowMs = startMs;
    this.writer.enter('busy', startMs);
  }

  spend(phase: TaskPhase, durationMs: number): void {
    this.writer.enter(phase, this.nowMs);
    for (const endMs = this.nowMs + durationMs; this.nowMs < endMs;) {
      this.nowMs = Math.min(endMs, 5_000 * (Math.floor(this.nowMs / 5_000) + 1));
      if (this.nowMs % 5_000 === 0) this.#group.sample(this.nowMs);
    }
  }

  metric(name: string): number | boolean | undefined {
    return this.#group.metrics(this.nowMs)[name];
  }

  shares(): unknown[] {
    return ['idle', 'softBackPressured', 'hardBackPressured', 'backPressured', 'busy'].map((kind) =>
      this.metric(`${kind}TimeMsPerSecond`),
    );
  }
}

describe('time of a task', () => {
  it('given each second in four parts, then each is told in ms per second, and busy is what is left', () => {
    const task = new MeasuredTask();

    for (let second = 0; second < 10; second++) {
      task.spend('idle', 400);
      task.spend('softBackPressured', 250);
      task.spend('hardBackPressured', 50);
      task.spend('busy', 300);
    }

    expect(task.shares()).toEqual([400, 250, 50, 300, 300]);
  });

  it('given a period that has not ended, then it counts as far as it has passed', () => {
    const task = new MeasuredTask();

    task.spend('softBackPressured', 5_000);

    expect(task.shares()).toEqual([0, 1000, 0, 1000, 0]);
    expect(task.metric('isBackPressured')).toBe(true);
    expect(task.metric('maxSoftBackPressuredTimeMs')).toBe(5_000);
  });

  it('given a task that took long to begin, then its rates count from its beginning, and it was not busy before', () => {
    const task = new MeasuredTask(14_000);
    expect(task.shares()).toEqual([0, 0, 0, 0, 0]);

    task.spend('idle', 1_000);

    expect(task.shares()).toEqual([1000, 0, 0, 0, 0]);
  });

  it('given more than a minute, then only the last one counts', () => {
    const task = new MeasuredTask();

    task.spend('idle', 60_000);
    expect(task.shares()[0]).toBe(1000);
    task.spend('busy', 30_000);
    expect(task.shares()[0]).toBe(500);
    task.spend('busy', 30_000);

    expect(task.shares()).toEqual([0, 0, 0, 0, 1000]);
  });

  it('given periods of different length, then the longest of the last 5 s is told, of soft and hard apart', () => {
    const task = new MeasuredTask();
    for (const durationMs of [100, 900, 300]) {
      task.spend('softBackPressured', durationMs);
      task.spend('hardBackPressured', durationMs / 10);
    }
    task.spend('busy', 5_000);
    expect(task.metric('maxSoftBackPressuredTimeMs')).toBe(900);
    expect(task.metric('maxHardBackPressuredTimeMs')).toBe(90);

    task.spend('busy', 5_000);

    expect(task.metric('maxSoftBackPressuredTimeMs')).toBe(0);
  });
});

it('given counters that grow, then their rates are those of the last minute', () => {
  const task = new MeasuredTask();
  const counters = { recordsOut: 0, bytesIn: 0, bytesOut: 0, buffersIn: 0, buffersOut: 0, mailsQueued: 3 };

  task.writer.publish({ ...counters, recordsIn: 5_000, mailsProcessed: 20 });
  task.spend('busy', 10_000);

  expect(task.metric('numRecordsIn')).toBe(5_000);
  expect(task.metric('numRecordsInPerSecond')).toBe(500);
  expect(task.metric('mailboxMailsPerSecond')).toBe(2);
  expect(task.metric('mailboxQueueSize')).toBe(3);
});

it('given more than 60 probes, then the latencies of the last 60 are told', () => {
  const task = new MeasuredTask();
  for (let probe = 1; probe <= 100; probe++) task.writer.addMailboxLatency(probe);

  expect(task.metric('mailboxLatencyMs_min')).toBe(41);
  expect(task.metric('mailboxLatencyMs_max')).toBe(100);
  expect(task.metric('mailboxLatencyMs_mean')).toBe(70.5);
  expect(task.metric('mailboxLatencyMs_p50')).toBeUndefined();
  expect(task.metric('mailboxLatencyMs_median')).toBe(70);
});
