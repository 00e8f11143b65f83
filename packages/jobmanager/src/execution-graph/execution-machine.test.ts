/** The whole table, state by signal: a missing cell does not compile. */
import { describe, expect, it } from 'vitest';
import type { ExecutionState } from '@rivulet/runtime/graph';
import { EXECUTION_SIGNALS, stepExecution, type ExecutionSignal } from './execution-machine.ts';

type Row = Record<ExecutionSignal, ExecutionState | 'ignored' | 'illegal'>;

const LIVE = {
  schedule: 'illegal',
  deploy: 'illegal',
  finished: 'FINISHED',
  canceled: 'CANCELED',
  fail: 'FAILED',
  cancel: 'CANCELING',
  suspend: 'CANCELED',
} as const;
const ENDED = {
  initializing: 'ignored',
  running: 'ignored',
  finished: 'ignored',
  canceled: 'ignored',
  fail: 'ignored',
  cancel: 'ignored',
  suspend: 'ignored',
} as const;
const NOT_DEPLOYED = {
  initializing: 'illegal',
  running: 'illegal',
  finished: 'illegal',
  canceled: 'illegal',
  fail: 'FAILED',
  cancel: 'CANCELED',
  suspend: 'CANCELED',
} as const;

const EXPECTED: Record<Exclude<ExecutionState, 'RECONCILING'>, Row> = {
  CREATED: { ...NOT_DEPLOYED, schedule: 'SCHEDULED', deploy: 'illegal' },
  SCHEDULED: { ...NOT_DEPLOYED, schedule: 'illegal', deploy: 'DEPLOYING' },
  DEPLOYING: { ...LIVE, initializing: 'INITIALIZING', running: 'illegal' },
  INITIALIZING: { ...LIVE, initializing: 'ignored', running: 'RUNNING' },
  RUNNING: { ...LIVE, initializing: 'illegal', running: 'ignored' },
  CANCELING: {
    ...ENDED,
    schedule: 'illegal',
    deploy: 'illegal',
    finished: 'CANCELED',
    canceled: 'CANCELED',
    fail: 'CANCELED',
    suspend: 'CANCELED',
  },
  FINISHED: { ...ENDED, schedule: 'illegal', deploy: 'illegal' },
  CANCELED: { ...ENDED, schedule: 'ignored', deploy: 'ignored' },
  FAILED: { ...ENDED, schedule: 'ignored', deploy: 'ignored' },
};

describe('the execution machine', () => {
  for (const [state, row] of Object.entries(EXPECTED) as [ExecutionState, Row][]) {
    for (const signal of EXECUTION_SIGNALS) {
      const expected = row[signal];
      it(`given ${state}, when ${signal} comes, then ${expected}`, () => {
        const step = stepExecution(state, signal);

        if (expected === 'ignored') expect(step).toEqual({ state, effects: [] });
        else if (expected === 'illegal') expect(step).toEqual({ state, effects: ['refuse'] });
        else expect(step.state).toBe(expected);
      });
    }
  }

  it('given a deployed execution, when it is cancelled, then its TaskManager is told, once', () => {
    expect(stepExecution('RUNNING', 'cancel').effects).toEqual(['cancelTask']);
    expect(stepExecution('CANCELING', 'cancel').effects).toEqual([]);
    expect(stepExecution('SCHEDULED', 'cancel').effects).toEqual([]);
  });
});
