/** Barriers in a subpartition's queue: those that block it, those that overtake, and those that wait until they are too
 *  old. Cases 23 to 25, 34 and 35 of flink-data-plane.md §8.1, and any mix of all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelEvent } from '../event/index.ts';
import { NO_SEGMENT } from '../ring/index.ts';
import { barrier, openSubpartition, SUBPARTITION_SEGMENT_BYTES } from '../testing/open-subpartition.ts';
import { tellInFlightOutput } from './index.ts';

describe('an aligned barrier', () => {
  it('case 23: given a barrier and more behind it, when it is polled, then nothing is there and nobody is rung until resume', () => {
    const { subpartition, view, builder, write, pollAll, takeRings } = openSubpartition();
    write(10);
    subpartition.addEvent(barrier(1));
    write(20);
    builder.commit();

    expect(pollAll()).toEqual([10, 0]);
    takeRings();
    write(SUBPARTITION_SEGMENT_BYTES);
    subpartition.addEvent({ kind: 'endOfPartition' });

    expect([view.isBlocked, view.poll(), view.hasNext(), view.backlog()]).toEqual([true, false, false, 0]);
    expect(takeRings()).toBe(0);
    view.resumeConsumption();
    expect(view.backlog()).toBe(2);
    expect(pollAll()).toEqual([20, SUBPARTITION_SEGMENT_BYTES, 0]);
  });

  it('case 24: given an open buffer added while it blocks, when resumed, then that is nothing yet; a finished one is', () => {
    const { subpartition, view, builder, write, pollAll, takeRings } = openSubpartition();
    subpartition.addEvent(barrier(1));
    pollAll();
    write(10);

    view.resumeConsumption();

    expect([view.hasNext(), view.backlog()]).toEqual([false, 0]);
    takeRings();
    builder.finish();
    expect([takeRings(), view.hasNext(), view.backlog()]).toEqual([1, true, 1]);
  });

  it('case 24: given an event added while it blocks, when resumed, then it is there', () => {
    const { subpartition, view, pollAll } = openSubpartition();
    subpartition.addEvent(barrier(1));
    pollAll();
    subpartition.addEvent({ kind: 'endOfPartition' });

    expect(view.hasNext()).toBe(false);
    view.resumeConsumption();

    expect(view.hasNext()).toBe(true);
  });

  it('case 25: given nothing blocks it, when resumed, then that is refused', () => {
    const { subpartition, view, pollAll } = openSubpartition();
    subpartition.addEvent(barrier(1, 'at-least-once'));
    subpartition.addEvent({ kind: 'cancelCheckpointMarker', checkpointId: 1 });
    expect(pollAll()).toEqual([0, 0]);

    expect(() => view.resumeConsumption()).toThrow('resumed only while an event blocks it');
  });
});

describe('an unaligned barrier', () => {
  it('case 34: given data 1, 2, event, data 4, when it is added, then it comes first, 1, 2 and 4 are in flight, and one ring tells', () => {
    const { subpartition, view, write, pollAll, takeRings, overtaken } = openSubpartition();
    pollAll();
    write(1);
    subpartition.builder.finish();
    write(2);
    subpartition.addEvent({ kind: 'cancelCheckpointMarker', checkpointId: 1 });
    write(4);
    takeRings();

    subpartition.addEvent(barrier(2, 'unaligned'));
    expect(takeRings()).toBe(1);
    subpartition.addEvent(barrier(3, 'unaligned'));
    expect(takeRings()).toBe(0);

    expect(view.poll()).toBe(true);
    expect([view.event, overtaken()]).toEqual([barrier(2, 'unaligned'), [1, 2, 4]]);
    expect(view.poll()).toBe(true);
    expect([view.event, overtaken()]).toEqual([barrier(3, 'unaligned'), [1, 2, 4]]);
    expect(pollAll()).toEqual([1, 2, 0, 4]);
  });

  it('given half of a buffer was read, when it overtakes, then the other half is in flight', () => {
    const { subpartition, view, builder, write, pollAll, overtaken } = openSubpartition();
    write(10);
    builder.commit();
    expect(pollAll()).toEqual([10]);
    write(5);

    subpartition.addEvent(barrier(1, 'unaligned'));
    write(7);
    builder.commit();

    expect([view.poll(), overtaken()]).toEqual([true, [5]]);
    expect(pollAll()).toEqual([5, 7]);
  });

  it('given an aligned barrier blocks, then it waits as all do', () => {
    const { subpartition, view, pollAll } = openSubpartition();
    subpartition.addEvent(barrier(1));
    pollAll();
    subpartition.addEvent(barrier(2, 'unaligned'));

    expect(view.poll()).toBe(false);
    view.resumeConsumption();

    expect([view.poll(), view.event]).toEqual([true, barrier(2, 'unaligned')]);
  });

  it('given nobody reads, when more barriers come than there is room for, then NET_CHANNEL_OVERFLOW', () => {
    for (const alignment of ['aligned', 'unaligned'] as const) {
      const { subpartition } = openSubpartition();
      const add = (): void => {
        for (let id = 0; id < 1_000; id++) subpartition.addEvent(barrier(id, alignment));
      };

      expect(add).toThrow(expect.objectContaining({ code: 'NET_CHANNEL_OVERFLOW' }));
    }
  });
});

describe('a writer that acts between two looks of the reader', () => {
  it.each(Array.from({ length: 10 }, (_, look) => look))(
    'given a barrier and data are added after look %i, then no order of events lets that data pass the barrier',
    (look) => {
      const { subpartition, view, builder, write } = openSubpartition();
      write(1);
      builder.finish();
      afterLook(view, look, () => {
        subpartition.addEvent(barrier(1, 'unaligned'));
        write(2);
        builder.finish();
      });
      const polled: number[] = [];
      for (let i = 0; i < 10; i++) if (view.poll()) polled.push(view.end - view.start);

      expect(polled.indexOf(0)).toBeGreaterThanOrEqual(0);
      expect(polled.indexOf(0)).toBeLessThan(polled.indexOf(2));
    },
  );
});

/** Calls `act` when the reader has looked `count + 1` times at its queue or lane. */
function afterLook(
  { ring }: ReturnType<typeof openSubpartition>['view'],
  count: number,
  act: () => void,
): void {
  let left = count;
  const watched = (look: () => boolean) => (): boolean => {
    const seen = look();
    if (left-- === 0) act();
    return seen;
  };
  ring.hasEntry = watched(ring.hasEntry.bind(ring));
  ring.lane.hasEntry = watched(ring.lane.hasEntry.bind(ring.lane));
}

describe('a barrier with a timeout', () => {
  it('case 35: given n buffers before it, when it is polled in time, then nothing is in flight and its timeout does nothing', () => {
    const { memory, subpartition, view, write, pollAll } = openSubpartition();
    const told: unknown[] = [];
    write(1);
    subpartition.addEvent(barrier(1, 'aligned', 100));

    while (view.poll()) tellInFlightOutput(view, memory.bytes, (...output) => told.push(output));
    subpartition.alignedBarrierTimeout(1);
    view.resumeConsumption();

    expect(told).toEqual([[1, []]]);
    expect(pollAll()).toEqual([]);
  });

  it('case 35: given n buffers before it, when the timeout comes first, then it comes to the front and they are in flight', () => {
    const { subpartition, view, write, pollAll, overtaken } = openSubpartition();
    write(1);
    subpartition.builder.finish();
    write(2);
    subpartition.addEvent(barrier(1, 'aligned', 100));
    write(3);
    subpartition.builder.finish();

    subpartition.alignedBarrierTimeout(1);

    expect(view.poll()).toBe(true);
    expect([view.event, overtaken(), view.isBlocked]).toEqual([barrier(1, 'unaligned'), [1, 2], false]);
    expect(view.backlog()).toBe(3);
    expect(pollAll()).toEqual([1, 2, 3]);
  });

  it('given the timeout of another checkpoint, then the barrier keeps its place', () => {
    const { subpartition, view, write, pollAll } = openSubpartition();
    write(1);
    subpartition.addEvent(barrier(2, 'aligned', 100));

    subpartition.alignedBarrierTimeout(1);

    expect([pollAll(), view.isBlocked]).toEqual([[1, 0], true]);
  });
});

describe('any mix of data, barriers, timeouts and polls', () => {
  it('then data stays in order, and a barrier is polled with exactly what was written before it and not read', () => {
    const action = fc.constantFrom(
      'write',
      'commit',
      'aligned',
      'unaligned',
      'timeout',
      'poll',
      'poll',
      'resume',
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const book = new Bookkeeper();
        for (const next of actions) book.apply(next);
        book.finish();
      }),
      { numRuns: 500 },
    );
  });
});

/** Writes numbered bytes, and knows for each barrier how many were written before it. */
class Bookkeeper {
  readonly #open = openSubpartition();
  readonly #writtenBefore: number[] = [];
  #written = 0;
  #read = 0;

  apply(action: string): void {
    const { subpartition, view, builder } = this.#open;
    if (action === 'write') this.#write();
    else if (action === 'commit') builder.commit();
    else if (action === 'timeout') subpartition.alignedBarrierTimeout(this.#writtenBefore.length - 1);
    else if (action === 'poll') this.#poll();
    else if (action === 'resume') {
      if (view.isBlocked) view.resumeConsumption();
    } else this.#addBarrier(action === 'aligned' ? 'aligned' : 'unaligned');
  }

  finish(): void {
    const { subpartition, view } = this.#open;
    this.#addBarrier('unaligned');
    subpartition.addEvent({ kind: 'endOfPartition' });
    do if (view.isBlocked) view.resumeConsumption();
    while (this.#poll());
    expect([this.#read, this.#barriersSeen.size]).toEqual([this.#written, this.#writtenBefore.length]);
  }

  readonly #barriersSeen = new Set<number>();

  #write(): void {
    const { memory, builder } = this.#open;
    const length = 1 + ((this.#written * 7) % 50);
    builder.reserve(length);
    for (let i = 0; i < length; i++) memory.bytes[builder.position++] = this.#written++ & 255;
  }

  #addBarrier(alignment: 'aligned' | 'unaligned'): void {
    const id = this.#writtenBefore.length;
    this.#open.subpartition.addEvent(barrier(id, alignment, alignment === 'aligned' ? 100 : Infinity));
    this.#writtenBefore.push(this.#written);
  }

  #poll(): boolean {
    const { memory, view } = this.#open;
    if (!view.poll()) return false;
    if (view.event !== undefined) this.#seen(view.event);
    for (let at = view.start; at < view.end; at++) expect(memory.bytes[at]).toBe(this.#read++ & 255);
    if (view.segmentDone !== NO_SEGMENT) memory.recycle(view.segmentDone);
    return true;
  }

  #seen(event: ChannelEvent): void {
    if (event.kind !== 'checkpointBarrier') return;
    expect(this.#barriersSeen.has(event.checkpointId)).toBe(false);
    this.#barriersSeen.add(event.checkpointId);
    let inFlight = 0;
    this.#open.view.forEachQueued(this.#open.view.overtakenUntil, (start, end) => (inFlight += end - start));
    expect(inFlight).toBe(this.#writtenBefore[event.checkpointId]! - this.#read);
  }
}
