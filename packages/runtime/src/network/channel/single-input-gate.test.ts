/** Taking turns among channels, and sending segments home in groups. */
import { describe, expect, it } from 'vitest';
import { asId } from '../../base/index.ts';
import { NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { createRingBuffer, Doorbell } from '../ring/index.ts';
import { SingleInputGate } from './single-input-gate.ts';

const SEGMENT = 64;

function gateOf(channelCount: number, recycleBatch: number = 1) {
  const memory = SegmentMemory.create(1_000, SEGMENT, 2);
  const pool = new NetworkBufferPool(memory);
  const doorbell = new Doorbell(memory.doorbells, 0);
  const grant = pool.grant({ owner: 'test', required: 900, wanted: 900 });
  const rings = Array.from({ length: channelCount }, () => createRingBuffer());
  const blockUntilAvailable = (): void => expect.unreachable();
  const partition = new ResultPartition(
    { partitionId: asId('p'), grant, overdraft: 0, rings },
    { memory, doorbell, blockUntilAvailable },
  );
  const consumer = new Doorbell(memory.doorbells, 1);
  const gate = new SingleInputGate({ gateIndex: 0, rings, recycleBatch }, { memory, doorbell: consumer });
  const fill = (channel: number, buffers: number): void => {
    const builder = partition.builders[channel]!;
    for (let i = 0; i < buffers; i++) {
      builder.reserve(SEGMENT);
      builder.position += SEGMENT;
    }
    builder.finish();
  };
  return { memory, pool, grant, partition, gate, consumer, fill };
}

describe('an input gate', () => {
  it('case 40: given 37 channels filled unevenly, when polled, then no channel gets two turns ahead of another', () => {
    const { gate, fill } = gateOf(37);
    const waiting = Array.from({ length: 37 }, (_, channel) => 1 + ((channel * 7) % 20));
    waiting.forEach((buffers, channel) => fill(channel, buffers));
    const turns = waiting.map(() => 0);

    while (gate.pollNext()) {
      const channel = gate.channelIndex;
      turns[channel]!++;
      gate.releaseCurrent();
      const ofThoseThatWait = turns.filter((turn, i) => turn < waiting[i]! || i === channel);
      expect(Math.max(...ofThoseThatWait) - Math.min(...ofThoseThatWait)).toBeLessThanOrEqual(1);
    }

    expect(turns).toEqual(waiting);
  });

  it('given a busy channel, when another becomes ready meanwhile, then it gets its turn', () => {
    const { gate, fill } = gateOf(2);
    fill(0, 20);
    expect([gate.pollNext(), gate.channelIndex]).toEqual([true, 0]);
    gate.releaseCurrent();
    gate.pollNext();
    gate.releaseCurrent();

    fill(1, 1);
    const next = [0, 1].map(() => {
      gate.pollNext();
      gate.releaseCurrent();
      return gate.channelIndex;
    });

    expect(next).toContain(1);
  });

  it('given nothing to read, when something is written, then the doorbell rings and the next poll finds it', () => {
    const { gate, consumer, fill } = gateOf(3);
    expect(gate.pollNext()).toBe(false);
    expect(consumer.dispatch()).toBe(false);

    fill(2, 1);

    expect(gate.pollNext()).toBe(true);
    expect(gate.channelIndex).toBe(2);
  });

  it('given a recycle batch of four, then segments go home in fours, and at once when nothing is left', () => {
    const { memory, grant, gate, fill } = gateOf(1, 4);
    const takeHome = (): number => {
      let count = 0;
      for (let s = memory.takeHome(grant.home); s >= 0; s = memory.nextOf(s)) count++;
      return count;
    };
    fill(0, 6);

    const home = [0, 0, 0, 0, 0, 0].map(() => {
      gate.pollNext();
      gate.releaseCurrent();
      return takeHome();
    });
    expect(home).toEqual([0, 0, 0, 4, 0, 0]);

    expect(gate.pollNext()).toBe(false);
    expect(takeHome()).toBe(2);
  });

  it('given all channels ended, then it is finished, and closing both sides brings every segment home', () => {
    const { pool, grant, partition, gate, fill } = gateOf(5);
    [0, 1, 2, 3, 4].forEach((channel) => fill(channel, channel));
    partition.emitEvent({ kind: 'endOfPartition' });

    while (!gate.finished) {
      expect(gate.pollNext()).toBe(true);
      gate.releaseCurrent();
    }
    gate.close();
    gate.close();
    partition.close();
    partition.close();

    expect([gate.buffersIn, gate.bytesIn]).toEqual([10, 10 * SEGMENT]);
    expect(pool.reclaim(grant)).toBe(0);
  });
});
