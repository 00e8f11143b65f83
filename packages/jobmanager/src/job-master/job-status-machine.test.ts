/** The whole table, status by signal: a missing cell does not compile. */
import { describe, expect, it } from 'vitest';
import type { JobStatus } from '@rivulet/runtime/graph';
import { JOB_SIGNALS, stepJobStatus, type JobSignal } from './job-status-machine.ts';

type Row = Record<JobSignal, JobStatus | 'ignored' | 'illegal'>;

const NOTHING = {
  created: 'illegal',
  start: 'illegal',
  allFinished: 'illegal',
  allEnded: 'illegal',
  restart: 'illegal',
  restarted: 'illegal',
} as const;
const STOPPABLE = { ...NOTHING, fail: 'FAILING', cancel: 'CANCELLING', suspend: 'SUSPENDED' } as const;
const ENDED = {
  ...NOTHING,
  start: 'ignored',
  fail: 'ignored',
  cancel: 'ignored',
  allFinished: 'ignored',
  allEnded: 'ignored',
  suspend: 'ignored',
} as const;

const EXPECTED: Record<Exclude<JobStatus, 'RECONCILING'>, Row> = {
  INITIALIZING: { ...NOTHING, created: 'CREATED', fail: 'FAILED', cancel: 'CANCELED', suspend: 'SUSPENDED' },
  CREATED: { ...STOPPABLE, start: 'RUNNING' },
  RUNNING: { ...STOPPABLE, allFinished: 'FINISHED', allEnded: 'ignored', restart: 'RESTARTING' },
  RESTARTING: { ...STOPPABLE, allEnded: 'ignored', restarted: 'RUNNING' },
  FAILING: {
    ...NOTHING,
    fail: 'ignored',
    cancel: 'CANCELLING',
    allFinished: 'ignored',
    allEnded: 'FAILED',
    suspend: 'SUSPENDED',
  },
  CANCELLING: {
    ...NOTHING,
    start: 'ignored',
    fail: 'ignored',
    cancel: 'ignored',
    allFinished: 'ignored',
    allEnded: 'CANCELED',
    suspend: 'SUSPENDED',
  },
  FINISHED: ENDED,
  FAILED: ENDED,
  CANCELED: ENDED,
  SUSPENDED: ENDED,
};

describe('the job status machine', () => {
  for (const [status, row] of Object.entries(EXPECTED) as [JobStatus, Row][]) {
    for (const signal of JOB_SIGNALS) {
      const expected = row[signal];
      it(`given ${status}, when ${signal} comes, then ${expected}`, () => {
        const step = stepJobStatus(status, signal);

        if (expected === 'ignored') expect(step).toEqual({ status, effects: [] });
        else if (expected === 'illegal') expect(step).toEqual({ status, effects: ['refuse'] });
        else expect(step.status).toBe(expected);
      });
    }
  }

  it('given a running job, when it fails or is cancelled, then its executions are told, once', () => {
    expect(stepJobStatus('RUNNING', 'fail').effects).toEqual(['cancelExecutions']);
    expect(stepJobStatus('RUNNING', 'cancel').effects).toEqual(['cancelExecutions']);
    expect(stepJobStatus('FAILING', 'cancel').effects).toEqual([]);
  });
});
