/** The table of a task’s life: the ways through it, and the edges that must not exist. */
import { streamError } from '@rivulet/runtime/base';
import { edgesOf, initialSnapshot, snapshotAt, step } from '@rivulet/runtime/machine';
import { describe, expect, it } from 'vitest';
import { TASK_TABLE, type TaskEvent, type TaskState } from './task-machine.ts';

const [FIRST, SECOND] = ['first', 'second'].map((reason) =>
  streamError('TASK_SUBMISSION_FAILED', { task: 't', reason }).toJSON(),
);

function run(
  from: TaskState,
  ...events: TaskEvent[]
): { state: TaskState; effects: string[]; reason: unknown } {
  let snapshot = snapshotAt(TASK_TABLE, from);
  const effects: string[] = [];
  for (const event of events) {
    const next = step(TASK_TABLE, snapshot, event);
    snapshot = next.snapshot;
    effects.push(...next.effects.map((effect) => effect.type));
  }
  return { state: snapshot.value, effects, reason: snapshot.context.error?.details.reason };
}

describe('the life of a task', () => {
  it('given a task that does its work, then it reports each state and ends before its last report', () => {
    const { state, effects } = run(
      initialSnapshot(TASK_TABLE).value,
      { type: 'deploy' },
      { type: 'initializing' },
      { type: 'running' },
      { type: 'finished' },
    );

    expect(state).toBe('FINISHED');
    expect(effects).toEqual(['report', 'report', 'ended', 'report']);
  });

  it('given a cancellation, then however the task ends, it was cancelled', () => {
    for (const end of ['finished', 'canceled', 'failed'] as const) {
      const { state, effects } = run('RUNNING', { type: 'cancel' }, { type: 'cancel' }, endWith(end));

      expect(state).toBe('CANCELED');
      expect(effects).toEqual(['cancelOnThread', 'ended', 'report']);
    }
    expect(run('CREATED', { type: 'cancel' })).toMatchObject({
      state: 'CANCELED',
      effects: ['ended', 'report'],
    });
  });

  it('given a failure from outside, then the task is over only when its thread let go, with the first cause', () => {
    const { state, effects, reason } = run(
      'RUNNING',
      { type: 'fail', error: must(FIRST) },
      { type: 'fail', error: must(SECOND) },
      { type: 'failed', error: must(SECOND) },
    );

    expect(state).toBe('FAILED');
    expect(effects).toEqual(['cancelOnThread', 'ended', 'report']);
    expect(reason).toBe('first');
  });

  it('given a task that ignores its cancellation, then its thread is terminated, and that ends it', () => {
    const stuck = run(
      'RUNNING',
      { type: 'cancel' },
      { type: 'stuck' },
      { type: 'failed', error: must(FIRST) },
    );

    expect(stuck).toMatchObject({
      state: 'CANCELED',
      effects: ['cancelOnThread', 'terminateThread', 'ended', 'report'],
    });
  });

  it('then no state follows a final one, and each final state is reached from where Flink allows it', () => {
    const edges = edgesOf(TASK_TABLE);
    const sourcesOf = (to: TaskState): TaskState[] => [
      ...new Set(edges.filter((edge) => edge.to === to && edge.from !== to).map(({ from }) => from)),
    ];

    for (const final of ['FINISHED', 'CANCELED', 'FAILED'])
      expect(edges.some(({ from }) => from === final)).toBe(false);
    expect(sourcesOf('FINISHED')).toEqual(['DEPLOYING', 'INITIALIZING', 'RUNNING']);
    expect(sourcesOf('CANCELING')).toEqual(['DEPLOYING', 'INITIALIZING', 'RUNNING']);
    expect(sourcesOf('CANCELED')).toEqual(['CREATED', 'DEPLOYING', 'INITIALIZING', 'RUNNING', 'CANCELING']);
    expect(sourcesOf('FAILED')).toEqual(['CREATED', 'DEPLOYING', 'INITIALIZING', 'RUNNING', 'FAILING']);
  });
});

function endWith(type: 'finished' | 'canceled' | 'failed'): TaskEvent {
  return type === 'failed' ? { type, error: must(FIRST) } : { type };
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('missing');
  return value;
}
