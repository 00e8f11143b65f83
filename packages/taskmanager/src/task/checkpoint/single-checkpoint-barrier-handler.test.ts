/** Barriers at one task on virtual time: what stands still, when the checkpoint is taken, what ends it. */
import type { BarrierAlignment, CheckpointBarrier } from '@rivulet/runtime/network';
import { describe, expect, it } from 'vitest';
import { type SimulatedElement, SimulatedInput } from '../../testing/simulated-input.ts';
import { SingleCheckpointBarrierHandler } from './single-checkpoint-barrier-handler.ts';

function inputOf(channelCount: number, checkpointsAfterTasksFinish = true): SimulatedInput {
  return new SimulatedInput(
    channelCount,
    (parts) => new SingleCheckpointBarrierHandler({ ...parts, checkpointsAfterTasksFinish }),
  );
}

function barrier(checkpointId: number, alignment: BarrierAlignment = 'aligned'): CheckpointBarrier {
  return {
    kind: 'checkpointBarrier',
    checkpointId,
    timestampMs: 0,
    snapshot: 'checkpoint',
    alignment,
    alignedTimeoutMs: Infinity,
  };
}

const timeoutable = (checkpointId: number): CheckpointBarrier => ({
  ...barrier(checkpointId),
  alignedTimeoutMs: 100,
});
const data = (text: string): SimulatedElement => ({ kind: 'data', text });
const cancel = (checkpointId: number): SimulatedElement => ({ kind: 'cancel', checkpointId });
const END: SimulatedElement = { kind: 'endOfPartition' };

describe('aligned barriers', () => {
  it('given three channels, then those ahead stand still until the last barrier has come', () => {
    const input = inputOf(3);

    input.arrive(0, data('a1'), barrier(1), data('a2'));
    input.advanceTo(30);
    input.arrive(1, data('b1'), barrier(1), data('b2'));
    expect(input.stoppedChannels).toEqual([0, 1]);
    input.advanceTo(50);
    input.arrive(2, data('c1'), barrier(1), data('c2'));

    expect(input.log).toEqual([
      'a1',
      'b1',
      'c1',
      'checkpoint 1 aligned',
      'resume 0',
      'resume 1',
      'resume 2',
      'complete 1 after 50 ms',
      'a2',
      'b2',
      'c2',
    ]);
  });

  it('given one channel, then its barrier triggers at once', () => {
    const input = inputOf(1);

    input.arrive(0, barrier(1), data('a'));

    expect(input.log).toEqual(['checkpoint 1 aligned', 'resume 0', 'complete 1 after 0 ms', 'a']);
  });

  it('given barriers at least once, then nothing stands still, and nothing is resumed', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1, 'at-least-once'), data('a'));
    input.arrive(1, barrier(1, 'at-least-once'));

    expect(input.log).toEqual(['a', 'checkpoint 1 at-least-once', 'complete 1 after 0 ms']);
  });

  it('case 43: given a current checkpoint 10, when barrier 5 comes, then it is ignored but its channel resumed', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(10));
    input.arrive(1, barrier(5), data('b'));

    expect(input.log).toEqual(['resume 1', 'b']);
    expect(input.stoppedChannels).toEqual([0]);
    input.arrive(1, barrier(10));
    expect(input.log.slice(2)).toEqual([
      'checkpoint 10 aligned',
      'resume 0',
      'resume 1',
      'complete 10 after 0 ms',
    ]);
  });

  it('case 44: given a pending checkpoint, when a newer barrier comes, then the old one is aborted once', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1), barrier(2));
    input.arrive(1, barrier(2));
    input.arrive(1, barrier(1));

    // Channel 0 gives barrier 2 when it has been resumed.
    expect(input.log).toEqual([
      'resume 0',
      'abort 1: a newer checkpoint has begun',
      'checkpoint 2 aligned',
      'resume 1',
      'resume 0',
      'complete 2 after 0 ms',
      'resume 1',
    ]);
    expect(input.stoppedChannels).toEqual([]);
  });

  it('case 44: given a pending checkpoint, when it is cancelled, then its late barriers are ignored', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1));
    input.arrive(1, cancel(1), barrier(1), data('b'));
    input.arrive(0, cancel(1));

    expect(input.log).toEqual(['resume 0', 'abort 1: a cancellation marker came', 'resume 1', 'b']);
    expect(input.stoppedChannels).toEqual([]);
  });

  it('case 44: given a pending checkpoint, when a newer one is cancelled, then both are aborted once', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1));
    input.arrive(1, cancel(2), barrier(1));

    expect(input.log).toEqual([
      'resume 0',
      'abort 1: a newer checkpoint has begun',
      'abort 2: a cancellation marker came',
      'resume 1',
    ]);
    input.arrive(0, barrier(2));
    expect(input.stoppedChannels).toEqual([]);
  });

  it('case 44: given a pending checkpoint, when the awaited channel ends, then that is like a barrier', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1), data('a'));
    input.arrive(1, END);

    expect(input.log).toEqual(['checkpoint 1 aligned', 'resume 0', 'complete 1 after 0 ms', 'a']);
    input.arrive(0, barrier(2));
    expect(input.log.slice(4)).toEqual(['checkpoint 2 aligned', 'resume 0', 'complete 2 after 0 ms']);
  });

  it('case 44: given no checkpoints after tasks finish, when a channel ends, then it is aborted once', () => {
    const input = inputOf(3, false);

    input.arrive(0, barrier(1));
    input.arrive(1, END);
    input.arrive(2, barrier(1));

    expect(input.log).toEqual(['resume 0', 'abort 1: a channel ended before its barrier came', 'resume 2']);
    expect(input.stoppedChannels).toEqual([]);
  });
});

describe('unaligned barriers', () => {
  it('given three channels, then the first barrier triggers and the last one completes', () => {
    const input = inputOf(3);

    input.arrive(0, barrier(1, 'unaligned'), data('a'));
    input.arrive(1, barrier(1, 'unaligned'));
    input.advanceTo(20);
    input.arrive(2, data('c'), barrier(1, 'unaligned'));

    expect(input.log).toEqual([
      'keep data in flight for 1',
      'checkpoint 1 unaligned',
      'a',
      'c',
      'keep no more for 1',
      'complete 1 after 20 ms',
    ]);
  });

  it('given an unaligned checkpoint under way, when a newer one begins, then the old one is aborted', () => {
    const input = inputOf(2);

    input.arrive(0, barrier(1, 'unaligned'));
    input.arrive(0, barrier(2, 'unaligned'));

    expect(input.log.slice(2)).toEqual([
      'keep no more for 1',
      'abort 1: a newer checkpoint has begun',
      'keep data in flight for 2',
      'checkpoint 2 unaligned',
    ]);
  });
});

describe('aligned barriers with a timeout', () => {
  it('case 42: given two barriers announced behind data, when the timeout passes, then they come first', () => {
    const input = inputOf(3);
    input.arrive(2, timeoutable(1));
    input.queue(0, data('a1'), data('a2'), timeoutable(1));
    input.queue(1, data('b1'), timeoutable(1));
    expect(input.stoppedChannels).toEqual([2]);

    input.advanceTo(100);
    input.processAll();

    expect(input.log).toEqual([
      'keep data in flight for 1',
      'checkpoint 1 unaligned',
      'resume 2',
      'keep no more for 1',
      'complete 1 after 100 ms',
      'a1',
      'b1',
      'a2',
    ]);
    expect(input.stoppedChannels).toEqual([]);
  });

  it('case 42: given announcements only, when the timeout passes, then the first barrier triggers', () => {
    const input = inputOf(2);
    input.queue(0, data('a1'), timeoutable(1));
    input.queue(1, data('b1'), timeoutable(1));

    input.advanceTo(100);
    expect(input.log).toEqual([]);
    input.processAll();

    expect(input.log.filter((line) => line.startsWith('checkpoint'))).toEqual(['checkpoint 1 unaligned']);
    expect(input.log.slice(-3)).toEqual(['complete 1 after 0 ms', 'a1', 'b1']);
  });

  it('given barriers in time, then the checkpoint is aligned and its timer gone', () => {
    const input = inputOf(2);

    input.arrive(0, timeoutable(1));
    input.advanceTo(99);
    input.arrive(1, timeoutable(1));

    expect(input.log[0]).toBe('checkpoint 1 aligned');
    expect(input.timerCount).toBe(0);
  });

  it('given a barrier that comes too old, then it does not wait here as well', () => {
    const input = inputOf(2);
    input.advanceTo(500);

    input.arrive(0, timeoutable(1));

    expect(input.log).toEqual(['keep data in flight for 1', 'checkpoint 1 unaligned', 'resume 0']);
  });

  it('given a passed timeout, when an aligned barrier still comes, then its channel goes on at once', () => {
    const input = inputOf(3);
    input.arrive(0, timeoutable(1));
    input.advanceTo(100);

    input.arrive(1, timeoutable(1), data('b'));

    expect(input.log.slice(2)).toEqual(['resume 0', 'resume 1', 'b']);
  });
});
