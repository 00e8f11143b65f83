/** At-least-once barriers on virtual time: counted, never waited for. */
import type { CheckpointBarrier } from '@rivulet/runtime/network';
import { expect, it } from 'vitest';
import { SimulatedInput } from '../../testing/simulated-input.ts';
import { CheckpointBarrierTracker } from './checkpoint-barrier-tracker.ts';

const inputOf = (channelCount: number): SimulatedInput =>
  new SimulatedInput(channelCount, (parts) => new CheckpointBarrierTracker(parts));

const barrier = (checkpointId: number): CheckpointBarrier => ({
  kind: 'checkpointBarrier',
  checkpointId,
  timestampMs: 0,
  snapshot: 'checkpoint',
  alignment: 'at-least-once',
  alignedTimeoutMs: Infinity,
});

it('given barriers of two checkpoints, then each is taken when its last one has come, with nothing held back', () => {
  const input = inputOf(2);

  input.arrive(0, barrier(1), { kind: 'data', text: 'a' }, barrier(2));
  input.advanceTo(10);
  input.arrive(1, barrier(1), barrier(2));

  expect(input.log).toEqual([
    'a',
    'checkpoint 1 at-least-once',
    'complete 1 after 10 ms',
    'checkpoint 2 at-least-once',
    'complete 2 after 10 ms',
  ]);
});

it('given a lost barrier, when a newer checkpoint completes, then the older one is aborted', () => {
  const input = inputOf(2);

  input.arrive(0, barrier(1), barrier(2));
  input.arrive(1, barrier(2), barrier(1));

  expect(input.log).toEqual([
    'abort 1: a newer checkpoint has begun',
    'checkpoint 2 at-least-once',
    'complete 2 after 0 ms',
  ]);
});

it('given a cancelled checkpoint, then it is aborted once, whether its barriers come before or after', () => {
  const input = inputOf(2);

  input.arrive(0, barrier(1));
  input.arrive(1, { kind: 'cancel', checkpointId: 1 }, { kind: 'cancel', checkpointId: 2 }, barrier(2));
  input.arrive(0, { kind: 'cancel', checkpointId: 1 }, { kind: 'cancel', checkpointId: 2 });

  expect(input.log).toEqual(['abort 1: a cancellation marker came', 'abort 2: a cancellation marker came']);
});

it('given a channel that ends, then no checkpoint waits for it', () => {
  const input = inputOf(2);

  input.arrive(0, barrier(1));
  input.arrive(1, { kind: 'endOfPartition' });
  input.arrive(0, barrier(2));

  expect(input.log.filter((line) => line.startsWith('checkpoint'))).toEqual([
    'checkpoint 1 at-least-once',
    'checkpoint 2 at-least-once',
  ]);
});

it('given more checkpoints under way than are tracked, then the oldest is given up', () => {
  const input = inputOf(2);

  for (let id = 1; id <= 51; id++) input.arrive(0, barrier(id));

  expect(input.log).toEqual(['abort 1: too many checkpoints are under way']);
});

it('given a barrier that stops its channel, then the channel goes on at once', () => {
  const input = inputOf(2);

  input.arrive(0, { ...barrier(1), alignment: 'aligned' }, { kind: 'data', text: 'a' });

  expect(input.log).toEqual(['resume 0', 'a']);
});
