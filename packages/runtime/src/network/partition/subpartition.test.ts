/** A subpartition's queue as its reader sees it: what is there, what counts as backlog, when the reader is rung.
 *  Cases 30 to 33 of flink-data-plane.md §8.1. Here a commit is Flink's flush: bytes that were written but not committed
 *  cannot be read at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_SEGMENT } from '../ring/index.ts';
import { openSubpartition, SUBPARTITION_SEGMENT_BYTES } from '../testing/open-subpartition.ts';

describe('a subpartition', () => {
  it('case 30: given an open buffer, then nobody is rung, backlog is 0; a second buffer rings once, backlog 1', () => {
    const { write, view, pollAll, takeRings } = openSubpartition();
    expect(pollAll()).toEqual([]);

    write(1500);
    expect([takeRings(), view.backlog()]).toEqual([0, 0]);
    write(1500);

    expect([takeRings(), view.backlog()]).toEqual([1, 1]);
    write(1500);
    expect([takeRings(), view.backlog()]).toEqual([0, 2]);
  });

  it('case 31: given a finished and an open buffer, when flushed, then both are polled and only one ring was needed', () => {
    const { builder, write, view, pollAll, takeRings } = openSubpartition();
    pollAll();

    write(1025);
    write(1024);
    expect(takeRings()).toBe(1);
    builder.commit();

    expect([takeRings(), view.backlog()]).toEqual([0, 2]);
    expect(pollAll()).toEqual([1025, 1024]);
  });

  it('case 31: given only an open buffer, when flushed twice, then the reader is rung once', () => {
    const { builder, write, pollAll, takeRings } = openSubpartition();
    pollAll();

    write(1024);
    builder.commit();
    builder.commit();

    expect(takeRings()).toBe(1);
  });

  it('case 32: given an empty queue, when flushed, then nothing happens', () => {
    const { builder, view, pollAll, takeRings } = openSubpartition();
    pollAll();

    builder.commit();

    expect([takeRings(), view.backlog(), pollAll()]).toEqual([0, 0, []]);
  });

  it('case 32: given buffers that were read before they were finished, then a poll skips to the next bytes', () => {
    const { builder, write, pollAll } = openSubpartition();
    write(100);
    builder.commit();
    expect(pollAll()).toEqual([100]);

    builder.finish();
    write(1024);
    builder.commit();

    expect(pollAll()).toEqual([1024]);
  });

  it('given an event behind an open buffer, then it keeps its place and finishes the buffer', () => {
    const { subpartition, write, pollAll } = openSubpartition();

    write(10);
    subpartition.addEvent({ kind: 'endOfData', drain: false });
    write(20);
    subpartition.addEvent({ kind: 'endOfPartition' });

    expect(pollAll()).toEqual([10, 0, 20, 0]);
    expect([subpartition.buffersOut, subpartition.bytesOut]).toEqual([2, 30]);
  });

  it('case 33: given any mix of writes, flushes, events and polls, then the backlog is what could be polled', () => {
    const action = fc.oneof(
      fc.record({
        kind: fc.constant('write' as const),
        length: fc.integer({ min: 1, max: SUBPARTITION_SEGMENT_BYTES }),
      }),
      fc.constant({ kind: 'commit' as const }),
      fc.constant({ kind: 'event' as const }),
      fc.constant({ kind: 'poll' as const }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), (actions) => {
        const { memory, subpartition, view, builder, write, pollAll } = openSubpartition();
        for (const next of actions) {
          if (next.kind === 'write') write(next.length);
          else if (next.kind === 'commit') builder.commit();
          else if (next.kind === 'event') subpartition.addEvent({ kind: 'endOfData', drain: true });
          else if (view.poll() && view.segmentDone !== NO_SEGMENT) memory.recycle(view.segmentDone);
        }
        const backlog = view.backlog();
        expect(pollAll().filter((length) => length > 0)).toHaveLength(backlog);
      }),
      { numRuns: 300 },
    );
  });

  it('given any mix of writes, flushes and polls, then the slices are the bytes written, in order', () => {
    const action = fc.oneof(
      fc.integer({ min: 1, max: SUBPARTITION_SEGMENT_BYTES }),
      fc.constantFrom('commit', 'poll'),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const { memory, view, builder } = openSubpartition();
        let written = 0;
        let read = 0;
        let wrong = 0;
        const poll = (): boolean => {
          if (!view.poll()) return false;
          for (let at = view.start; at < view.end; at++) if (memory.bytes[at] !== (read++ & 255)) wrong++;
          if (view.segmentDone !== NO_SEGMENT) memory.recycle(view.segmentDone);
          return true;
        };
        for (const next of actions) {
          if (next === 'commit') builder.commit();
          else if (next === 'poll') poll();
          else {
            builder.reserve(Number(next));
            for (let i = 0; i < Number(next); i++) memory.bytes[builder.position++] = written++ & 255;
          }
        }
        builder.finish();
        while (poll());
        expect([read, wrong]).toEqual([written, 0]);
      }),
      { numRuns: 200 },
    );
  });
});
