/** Case 19 of flink-data-plane.md §8.1: a gate's release, or a channel's failure, between any two steps of an arriving
 *  buffer, a told backlog, and a recycled buffer that another channel waits for. In Flink these race on threads; here
 *  they are messages to one thread, so their orders can be enumerated, and all are. */
import { describe, expect, it } from 'vitest';
import { asId, type ResultPartitionId, streamError } from '../../base/index.ts';
import { NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { DATA_BUFFER } from '../event/index.ts';
import { SubpartitionView } from '../partition/index.ts';
import { createRingBuffer, Doorbell } from '../ring/index.ts';
import { REFUSED, RemoteGate, type RemoteInputChannel } from './index.ts';

type Step = 'onBuffer' | 'payload' | 'onSenderBacklog' | 'recycle' | 'notifyBufferAvailable' | 'end';

const THREADS: readonly (readonly Step[])[] = [
  ['onBuffer', 'payload'],
  ['onSenderBacklog'],
  ['recycle', 'notifyBufferAvailable'],
  ['end'],
];

/** All orders of the steps that keep each thread's own order. */
function interleavings(threads: readonly (readonly Step[])[]): Step[][] {
  if (threads.every((steps) => steps.length === 0)) return [[]];
  return threads.flatMap((steps, at) => {
    const [first, ...rest] = steps;
    if (first === undefined) return [];
    const others = threads.map((each, index) => (index === at ? rest : each));
    return interleavings(others).map((order) => [first, ...order]);
  });
}

const ORDERS = interleavings(THREADS);

class Race {
  readonly memory = SegmentMemory.create(16, 64, 2);
  readonly pool = new NetworkBufferPool(this.memory);
  readonly gate: RemoteGate;
  readonly #grant;
  readonly #rings = [createRingBuffer(), createRingBuffer()];
  readonly #task: SubpartitionView;
  readonly #endsGate: boolean;
  readonly #held: number;
  #started = false;

  /** Channel 0 has delivered a buffer that the task holds; channel 1 waits for it. */
  constructor(exclusive: number, endsGate: boolean) {
    const segments = exclusive * 2 + 2;
    this.#endsGate = endsGate;
    this.#grant = this.pool.grant({ owner: 'g', required: segments, wanted: segments });
    const channels = this.#rings.map((ring, channelIndex) => ({
      ...{ channelIndex, ring, subpartitionIndex: 0, flowControl: 'credit' as const },
      ...{ partitionId: asId<ResultPartitionId>('p'), address: { host: '', port: 0 } },
    }));
    let receivers = 0;
    this.gate = new RemoteGate(
      { gateKey: 'g', grant: this.#grant, exclusivePerChannel: exclusive, channels },
      {
        memory: this.memory,
        doorbell: new Doorbell(this.memory.doorbells, 0),
        nextReceiverId: () => receivers++,
        observer: { channelFailed: () => {}, partitionMissing: () => {} },
      },
    );
    this.#task = new SubpartitionView(this.memory, this.#rings[0]!);
    const [first, waiting] = this.gate.channels as [RemoteInputChannel, RemoteInputChannel];
    first.backlogAnnounced(1);
    this.#arrive(first);
    waiting.backlogAnnounced(3);
    expect(this.#task.poll()).toBe(true);
    this.#held = this.#task.segmentDone;
    expect([waiting.credit.isWaiting, this.gate.floating.freeCount]).toEqual([true, 0]);
  }

  get waiting(): RemoteInputChannel {
    return this.gate.channels[1]!;
  }

  apply(step: Step): void {
    const channel = this.waiting;
    switch (step) {
      case 'onBuffer':
        this.#started = channel.bufferStarted(this.#buffer()) !== REFUSED;
        return;
      case 'payload':
        if (this.#started) channel.dataCompleted(this.#buffer());
        return;
      case 'onSenderBacklog':
        return channel.backlogAnnounced(6);
      case 'recycle':
        return this.memory.recycle(this.#held);
      case 'notifyBufferAvailable':
        return this.gate.onReady();
      case 'end':
        if (this.#endsGate) this.gate.release();
        else channel.fail(streamError('NET_PRODUCER_FAILED', { partition: 'p', reason: 'test' }));
    }
  }

  /** @returns segments that did not come home */
  close(): number {
    this.gate.release();
    for (const ring of this.#rings) new SubpartitionView(this.memory, ring).drain();
    return this.pool.reclaim(this.#grant);
  }

  #arrive(channel: RemoteInputChannel): void {
    channel.bufferStarted(this.#buffer());
    channel.dataCompleted(this.#buffer());
  }

  #buffer(): { sequence: number; backlog: number; dataType: number; size: number } {
    return { sequence: 0, backlog: 2, dataType: DATA_BUFFER, size: 8 };
  }
}

describe('case 19: the end of a channel', () => {
  it.each([
    ['the release of its gate', 1, true],
    ['the release of its gate, without exclusive buffers', 0, true],
    ['its own failure', 1, false],
    ['its own failure, without exclusive buffers', 0, false],
  ])(
    `given %s, in each of ${ORDERS.length} orders with a buffer, a backlog and a recycled buffer, then none leaks or enters`,
    (_, exclusive, endsGate) => {
      for (const order of ORDERS) {
        const race = new Race(exclusive, endsGate);
        for (const [index, step] of order.entries()) {
          race.apply(step);
          if (!order.slice(0, index + 1).includes('end')) continue;
          const { isWaiting, floatingFree } = race.waiting.credit;
          expect([order.join(' '), isWaiting, floatingFree]).toEqual([order.join(' '), false, 0]);
        }
        expect([order.join(' '), race.close()]).toEqual([order.join(' '), 0]);
      }
    },
  );
});
