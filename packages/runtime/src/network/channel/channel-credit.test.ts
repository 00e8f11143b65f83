/** The receiver's credit rules, with the numbers of Flink's own tests (flink-data-plane.md §8.1) and the worked trace
 *  of §3.6. Segments are plain numbers here: the rules know nothing of memory. */
import { describe, expect, it } from 'vitest';
import { NO_SEGMENT } from '../ring/index.ts';
import { ChannelCredit } from './channel-credit.ts';
import { FloatingBuffers } from './floating-buffers.ts';

let nextSegment = 0;

function segments(count: number): number[] {
  return Array.from({ length: count }, () => nextSegment++);
}

function channelWith(options: { exclusive: number; floating: FloatingBuffers }): ChannelCredit {
  return new ChannelCredit(segments(options.exclusive), options.floating, () => {});
}

/** Case 1's state: E=2 with one taken, 14 floating of which two are out elsewhere, and a backlog of 14. */
function waitingChannel() {
  const floating = new FloatingBuffers(segments(14));
  const elsewhere = [floating.request(), floating.request()];
  const credit = channelWith({ exclusive: 2, floating });
  const taken = credit.takeForArrival();
  credit.onBacklog(14);
  return { credit, floating, elsewhere, taken };
}

describe('a channel’s credit', () => {
  it('case 1: given a backlog beyond the pool, then it takes what there is and waits once', () => {
    const { credit, floating } = waitingChannel();

    expect([credit.required, credit.free, floating.freeCount]).toEqual([16, 13, 0]);
    expect(floating.waitingCount).toBe(1);
  });

  it('case 2: given it waits, when the backlog rises, then it does not register twice', () => {
    const { credit, floating } = waitingChannel();

    credit.onBacklog(16);

    expect([credit.required, credit.free, floating.waitingCount]).toEqual([18, 13, 1]);
  });

  it('cases 3 to 6: given it waits, when buffers return, then it takes them until it has enough', () => {
    const { credit, floating, elsewhere, taken } = waitingChannel();
    credit.onBacklog(16);

    credit.recycleExclusive(taken);
    expect([credit.free, floating.waitingCount]).toEqual([14, 1]);

    floating.recycle(elsewhere[0]!);
    expect([credit.free, credit.isWaiting, floating.waitingCount]).toEqual([15, true, 1]);

    credit.onBacklog(13);
    expect([credit.required, credit.free]).toEqual([15, 15]);

    floating.recycle(elsewhere[1]!);
    expect([credit.free, floating.freeCount, credit.isWaiting]).toEqual([15, 1, false]);
  });

  it('case 7: given it has just enough, when an exclusive buffer returns, then a floating one goes back instead', () => {
    const floating = new FloatingBuffers(segments(14));
    const credit = channelWith({ exclusive: 2, floating });
    const exclusive = [credit.takeForArrival(), credit.takeForArrival()];
    credit.onBacklog(12);
    expect([credit.free, credit.required]).toEqual([14, 14]);
    const announced = credit.unannounced;

    credit.recycleExclusive(exclusive[0]!);

    expect([credit.free, floating.freeCount, credit.unannounced]).toEqual([14, 1, announced]);
  });

  it('case 8: given it has more than enough, when an exclusive buffer returns, then a floating one goes back', () => {
    const floating = new FloatingBuffers(segments(14));
    const credit = channelWith({ exclusive: 2, floating });
    const exclusive = [credit.takeForArrival(), credit.takeForArrival()];
    credit.onBacklog(12);
    credit.onBacklog(10);
    expect([credit.free, credit.required]).toEqual([14, 12]);

    credit.recycleExclusive(exclusive[0]!);

    expect([credit.free, floating.freeCount]).toEqual([14, 1]);
  });

  it('case 9: given three channels that wait, when three floating buffers return, then each gets exactly one', () => {
    const floating = new FloatingBuffers(segments(3));
    const out = [floating.request(), floating.request(), floating.request()];
    const channels = [0, 1, 2].map(() => channelWith({ exclusive: 2, floating }));
    for (const credit of channels) credit.onBacklog(8);

    for (const segment of out) floating.recycle(segment);

    expect(channels.map((credit) => [credit.free, credit.unannounced])).toEqual([
      [3, 1],
      [3, 1],
      [3, 1],
    ]);
  });

  it('case 14: given a backlog announcement, then floating buffers are taken as for a buffer’s backlog', () => {
    const floating = new FloatingBuffers(segments(8));
    const credit = channelWith({ exclusive: 2, floating });

    credit.onBacklog(5);
    expect([credit.free, credit.required]).toEqual([7, 7]);
    credit.onBacklog(12);

    expect([credit.required, credit.free, credit.floatingHeld]).toEqual([14, 10, 8]);
  });

  it('case 18: given a blocking barrier, then a channel with exclusive buffers keeps all, one without keeps none', () => {
    const own = channelWith({ exclusive: 2, floating: new FloatingBuffers(segments(8)) });
    const borrowed = channelWith({ exclusive: 0, floating: new FloatingBuffers(segments(8)) });
    for (const credit of [own, borrowed]) credit.onBacklog(2);

    for (const credit of [own, borrowed]) credit.onBlocked();
    expect([own.free, borrowed.free, borrowed.unannounced]).toEqual([4, 0, 0]);
    for (const credit of [own, borrowed]) credit.onBacklog(4);

    expect([own.free, borrowed.free]).toEqual([6, 4]);
    expect([own.unannounced, borrowed.unannounced]).toEqual([4, 4]);
  });

  it('given a channel without exclusive buffers waits for one, when a barrier blocks, then it waits no more', () => {
    const floating = new FloatingBuffers(segments(1));
    const elsewhere = floating.request();
    const credit = channelWith({ exclusive: 0, floating });
    credit.onBacklog(2);
    expect(floating.waitingCount).toBe(1);

    credit.onBlocked();
    floating.recycle(elsewhere);

    expect([credit.free, credit.isWaiting, floating.waitingCount, floating.freeCount]).toEqual([
      0,
      false,
      0,
      1,
    ]);
  });

  it('given credit is gained several times, then one message tells all of it', () => {
    let messages = 0;
    const floating = new FloatingBuffers(segments(8));
    const credit = new ChannelCredit(segments(2), floating, () => messages++);

    credit.onBacklog(1);
    credit.onBacklog(3);

    expect([messages, credit.takeUnannounced(), credit.takeUnannounced()]).toEqual([1, 3, 0]);
    expect(credit.messagesSent).toBe(1);
  });

  it('given no free buffer, when one arrives all the same, then there is none to take', () => {
    const credit = channelWith({ exclusive: 1, floating: new FloatingBuffers([]) });

    credit.takeForArrival();

    expect(credit.takeForArrival()).toBe(NO_SEGMENT);
  });

  it('given a waiting channel, when it is released, then a returning buffer passes it by', () => {
    const { credit, floating, elsewhere } = waitingChannel();

    const exclusive = credit.release();
    floating.recycle(elsewhere[0]!);

    expect(exclusive).toHaveLength(1);
    expect([credit.free, floating.freeCount]).toEqual([0, 13]);
  });
});
