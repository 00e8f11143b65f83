/** The lane beside a queue, with a writer and a reader that really run at the same time: no interleaving lets the reader
 *  pass a mark, and no event is lost. What one thread can show is in partition/subpartition-barriers.test.ts. */
import { describe, expect, it } from 'vitest';
import { openNodeIo } from '../../io/node/index.ts';
import { NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { SubpartitionView } from '../partition/index.ts';
import type { OvertakingThreadData } from '../testing/overtaking-thread-main.ts';
import { createRingBuffer } from './index.ts';

const MARKERS = 60_000;
/** Polls between two looks at the event loop. */
const BURST = 2_000;

describe('a priority lane', () => {
  it('given a writer on another thread, then each barrier is read before all that was written behind it', async () => {
    const io = openNodeIo({ logLevel: 'error' });
    const memory = SegmentMemory.create(4, 64, 2);
    const grant = new NetworkBufferPool(memory).grant({ owner: 'test', required: 2, wanted: 2 });
    const ring = createRingBuffer();
    const data: OvertakingThreadData = { memory: memory.handle, grant, ring, markers: MARKERS };
    const thread = io.threads.spawn(new URL('../testing/overtaking-thread-main.ts', import.meta.url), {
      name: 'writer',
      data,
    });
    const reader = new OvertakenReader(new SubpartitionView(memory, ring));

    while (!reader.ended) {
      for (let i = 0; i < BURST && !reader.ended; i++) reader.poll();
      await new Promise<void>((resolve) => io.timers.yielded(resolve));
    }
    await thread.exited;

    expect(reader.violations).toEqual([]);
    expect([reader.markers, reader.barriers]).toEqual([MARKERS, MARKERS / 3]);
    expect(reader.overtaken).toBeGreaterThan(0);
  });
});

class OvertakenReader {
  markers = 0;
  barriers = 0;
  overtaken = 0;
  ended = false;
  readonly violations: string[] = [];
  readonly #view: SubpartitionView;

  constructor(view: SubpartitionView) {
    this.#view = view;
  }

  poll(): void {
    if (!this.#view.poll()) return;
    const event = this.#view.event!;
    if (event.kind === 'endOfPartition') this.ended = true;
    else if (event.kind === 'cancelCheckpointMarker')
      this.#demand(event.checkpointId === this.markers++, event);
    else if (event.kind === 'checkpointBarrier') {
      this.#demand(event.checkpointId === this.barriers * 3, event);
      this.barriers++;
      const between = (this.#view.overtakenUntil - this.#view.ring.head) | 0;
      this.#demand(between === event.checkpointId - this.markers, event);
      this.overtaken += between;
    }
  }

  #demand(holds: boolean, seen: object): void {
    if (!holds && this.violations.length < 5)
      this.violations.push(
        `${JSON.stringify(seen)} after ${this.markers} markers, ${this.barriers} barriers`,
      );
  }
}
