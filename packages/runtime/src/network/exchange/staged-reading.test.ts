/** The model before credits, case by case (flink-data-plane.md §4.5, and the states of §4.3b), on a simulated network:
 *  what happens on the shared connection when one of its gates has no buffer. */
import { describe, expect, it } from 'vitest';
import { streamError } from '../../base/index.ts';
import type { Connection } from '../../io/index.ts';
import { DATA_BUFFER, dataTypeOf, MAX_EVENT_BYTES, serializeEvent } from '../event/index.ts';
import {
  BUFFER_HEADER_BYTES,
  BufferHeader,
  CANCEL_PARTITION_REQUEST,
  FrameEncoder,
  readU32,
} from '../wire/index.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import {
  readAll,
  type TestConsumer,
  type TestProducer,
  writeBytes,
} from '../testing/simulated-task-manager.ts';
import type { StagedReading } from './staged-reading.ts';

const TCP = { flowControl: 'tcp' } as const;

/** One producer with two subpartitions; gate `slow` reads the first, gate `fast` the second, over one connection. */
async function pairOfGates(buffersOfSlow: number = 1, buffersOfFast: number = 8) {
  const pair = await SimulatedPair.start();
  const producer = pair.producing.produce('p', 2, 24);
  const consume = (name: string, subpartition: number, buffers: number): TestConsumer =>
    pair.consuming.consume(name, [pair.source(producer, subpartition)], 0, buffers, TCP);
  const slow = consume('slow', 0, buffersOfSlow);
  const fast = consume('fast', 1, buffersOfFast);
  await pair.settle();
  return { pair, producer, slow, fast };
}

function stagingOf(pair: SimulatedPair): StagedReading {
  return pair.consuming.exchange.consumers[0]!.staging!;
}

function shown(pair: SimulatedPair): { readonly state: string; readonly stagedCount: number } {
  const { state, stagedCount } = stagingOf(pair);
  return { state, stagedCount };
}

/** One buffer of its own for each value. */
async function send(pair: SimulatedPair, producer: TestProducer, subpartition: number, values: number[]) {
  for (const value of values) {
    writeBytes(producer, subpartition, value, 200);
    producer.partition.builders[subpartition]!.finish();
    await pair.settle();
  }
}

describe('a connection without credits', () => {
  it('given room in every gate, then everything is read and nothing is staged', async () => {
    const { pair, producer, slow, fast } = await pairOfGates(4, 4);

    await send(pair, producer, 0, [1, 2]);
    await send(pair, producer, 1, [3]);

    expect(stagingOf(pair).state).toBe('reading');
    expect(readAll(slow, pair.consuming.memory)).toEqual(['1x200', '2x200']);
    expect(readAll(fast, pair.consuming.memory)).toEqual(['3x200']);
    expect(pair.tap.addCreditFrames).toBe(0);
  });

  it('§4.5: given a gate without a buffer, when its data comes, then reading stops, and all that follows is staged', async () => {
    const { pair, producer, fast } = await pairOfGates();

    await send(pair, producer, 0, [1, 2]);
    expect(shown(pair)).toEqual({ state: 'waiting', stagedCount: 1 });
    await send(pair, producer, 1, [3]);
    producer.partition.emitEvent({ kind: 'endOfData', drain: true });
    await pair.settle();

    // The fast gate has all its buffers free, and gets neither data nor event.
    expect(readAll(fast, pair.consuming.memory)).toEqual([]);
  });

  it('given messages of one chunk behind the one that waits, then they are staged in order, events too, and drained first', async () => {
    const { pair, write } = await scriptedProducer();
    const slow = pair.consuming.consume('slow', [await write.source('x')], 0, 1, TCP);
    const fast = pair.consuming.consume('fast', [await write.source('y')], 0, 8, TCP);
    await pair.settle();

    // What follows is for nobody; it only makes the chunk long enough to hold the first five in one piece.
    const forNobody = Array.from({ length: 60 }, () => data(99, 0, 0, 200));
    const frames = [data(1, 0, 11), data(1, 1, 12), data(2, 0, 21), endOfData(2, 1), data(1, 2, 13)];
    write.chunk([...frames, ...forNobody]);
    await pair.settle();

    expect(stagingOf(pair).state).toBe('waiting');
    expect(stagingOf(pair).stagedCount).toBeGreaterThanOrEqual(4);
    expect(readAll(fast, pair.consuming.memory)).toEqual([]);
    expect(pair.consuming.exchange.gate('slow')!.channels[0]!.staged).toBe(2);
    expect(readAll(slow, pair.consuming.memory)).toEqual(['11x4']);
    await pair.settle();
    // One buffer came back: 12 took it, what is for the other gate passed, and 13 waits now.
    expect(readAll(fast, pair.consuming.memory)).toEqual(['21x4', 'endOfData']);
    expect(pair.consuming.exchange.gate('slow')!.channels[0]!.staged).toBe(1);
    expect(await pair.read(slow)).toEqual(['12x4', '13x4']);
    expect(shown(pair)).toEqual({ state: 'reading', stagedCount: 0 });
  });

  it('given an error staged behind data, then it reaches its channel alone, and in its turn', async () => {
    const { pair, write } = await scriptedProducer();
    const slow = pair.consuming.consume('slow', [await write.source('x')], 0, 1, TCP);
    pair.consuming.consume('lost', [await write.source('y')], 0, 1, TCP);
    await pair.settle();
    const error = streamError('NET_PARTITION_NOT_FOUND', { partition: 'y', timeoutMs: 1 });
    const encoder = new FrameEncoder();
    encoder.errorResponse(2, JSON.stringify(error));

    write.chunk([data(1, 0, 11), data(1, 1, 12), encoder.take()]);
    await pair.settle();
    expect(pair.consuming.missing).toEqual([]);
    expect(await pair.read(slow)).toEqual(['11x4', '12x4']);

    expect(pair.consuming.missing.map(({ gateKey }) => gateKey)).toEqual(['lost']);
    expect(pair.failureCodes).toEqual([]);
  });

  it('given a gap in the sequence of a lent buffer, then that channel fails and the buffer is not lost', async () => {
    const { pair, write } = await scriptedProducer();
    const gapped = pair.consuming.consume('gapped', [await write.source('x')], 0, 1, TCP);
    await pair.settle();

    write.chunk([data(1, 3, 11)]);
    await pair.settle();

    expect(pair.failureCodes).toEqual(['gapped: NET_SEQUENCE_GAP']);
    expect(pair.consuming.exchange.gate('gapped')!.floating.freeCount).toBe(1);
    gapped.gate.close();
  });

  it('§4.5: given a gate that is closed while its message waits, then the stage is drained and reading goes on', async () => {
    const { pair, producer, slow, fast } = await pairOfGates();
    await send(pair, producer, 0, [1, 2, 3]);
    await send(pair, producer, 1, [4]);

    slow.gate.close();
    pair.consuming.exchange.releaseGate('slow');

    expect(await pair.read(fast)).toEqual(['4x200']);
    expect(shown(pair)).toEqual({ state: 'reading', stagedCount: 0 });
    pair.consuming.takeBack(slow);
  });

  it('given a gate closed in the turn in which its buffer came back, then the buffer is not lost', async () => {
    const { pair, producer, slow, fast } = await pairOfGates();
    await send(pair, producer, 0, [1, 2]);
    await send(pair, producer, 1, [4]);

    readAll(slow, pair.consuming.memory);
    slow.gate.close();
    pair.consuming.exchange.releaseGate('slow');

    expect(await pair.read(fast)).toEqual(['4x200']);
    pair.consuming.takeBack(slow);
  });

  it('§4.5: given a last staged message that nobody wants any more, then reading goes on all the same', async () => {
    const { pair, producer, slow, fast } = await pairOfGates(1, 1);
    for (const value of [1, 2]) writeBytes(producer, 0, value, 256);
    for (const value of [3, 4]) writeBytes(producer, 1, value, 256);
    producer.partition.flushAll();
    await pair.settle();

    fast.gate.close();
    pair.consuming.exchange.releaseGate('fast');

    expect(await pair.read(slow)).toEqual(['1x256', '2x256']);
    expect(shown(pair)).toEqual({ state: 'reading', stagedCount: 0 });
    pair.consuming.takeBack(fast);
  });

  it('given a connection that is lost while messages wait, then each channel fails once and no buffer is lost', async () => {
    const { pair, producer, slow, fast } = await pairOfGates();
    await send(pair, producer, 0, [1, 2, 3]);

    pair.producing.exchange.producers[0]!.close();
    pair.consuming.exchange.consumers[0]!.close();
    await pair.settle();

    expect(pair.failureCodes).toEqual(['slow: NET_CONNECTION_LOST', 'fast: NET_CONNECTION_LOST']);
    for (const consumer of [slow, fast]) {
      consumer.gate.close();
      pair.consuming.exchange.releaseGate(consumer.gateKey);
      pair.consuming.takeBack(consumer);
    }
  });

  it('§4.5: given data without bytes, then it takes no buffer, and the sequence goes on', async () => {
    const { pair, write } = await scriptedProducer();
    const consumer = pair.consuming.consume('g', [await write.source('x')], 0, 1, TCP);
    await pair.settle();

    write.chunk([data(1, 0, 0, 0), data(1, 1, 0, 0), data(1, 2, 9)]);
    await pair.settle();

    expect(stagingOf(pair).state).toBe('reading');
    expect(pair.failureCodes).toEqual([]);
    expect(readAll(consumer, pair.consuming.memory)).toEqual(['9x4']);
  });

  it('§4.5: given a partition that is not there in time, then its channel alone hears of it', async () => {
    const { pair, producer, fast } = await pairOfGates();
    const missing = { ...pair.source(producer), partitionId: 'missing' as typeof producer.partitionId };
    pair.consuming.consume('early', [missing], 0, 1, TCP);

    await pair.world.advance(10_100);
    await send(pair, producer, 1, [3]);

    expect(pair.consuming.missing.map(({ gateKey, error }) => [gateKey, error.code])).toEqual([
      ['early', 'NET_PARTITION_NOT_FOUND'],
    ]);
    expect(pair.failureCodes).toEqual([]);
    expect(readAll(fast, pair.consuming.memory)).toEqual(['3x200']);
  });

  it('§4.5: given a gate that is closed before its connection stands, then nothing is sent and nothing fails', async () => {
    const { pair, write } = await scriptedProducer();
    const consumer = pair.consuming.consume('g', [await write.source('x')], 0, 1, TCP);

    consumer.gate.close();
    pair.consuming.exchange.releaseGate('g');
    await pair.settle();

    expect(write.received()).toEqual([]);
    expect(pair.failureCodes).toEqual([]);
    pair.consuming.takeBack(consumer);
  });

  it('§4.3b: given data for a channel that is gone, while reading or staged, then it is dropped and cancelled once', async () => {
    const { pair, write } = await scriptedProducer();
    const gone = pair.consuming.consume('gone', [await write.source('x')], 0, 1, TCP);
    const slow = pair.consuming.consume('slow', [await write.source('y')], 0, 1, TCP);
    await pair.settle();
    write.chunk([data(2, 0, 21), data(2, 1, 22), data(1, 0, 11)]);
    await pair.settle();
    expect(stagingOf(pair).state).toBe('waiting');

    gone.gate.close();
    pair.consuming.exchange.releaseGate('gone');
    write.chunk([data(1, 1, 12)]);
    expect(await pair.read(slow)).toEqual(['21x4', '22x4']);
    write.chunk([data(1, 2, 13)]);
    await pair.settle();

    expect(shown(pair)).toEqual({ state: 'reading', stagedCount: 0 });
    expect(write.received().filter((id) => id === CANCEL_PARTITION_REQUEST)).toHaveLength(1);
    expect(pair.failureCodes).toEqual([]);
    pair.consuming.takeBack(gone);
  });

  it('§4.3b: given a connection that breaks while it drains, then it ends with what was staged, and nothing leaks', async () => {
    const { pair, write } = await scriptedProducer();
    const slow = pair.consuming.consume('slow', [await write.source('x')], 0, 1, TCP);
    await pair.settle();
    write.chunk([data(1, 0, 11), data(1, 1, 12), data(1, 2, 13)]);
    await pair.settle();

    expect(readAll(slow, pair.consuming.memory)).toEqual(['11x4']);
    pair.consuming.exchange.consumers[0]!.close();
    await pair.settle();

    expect(pair.failureCodes).toEqual(['slow: NET_CONNECTION_LOST']);
    slow.gate.close();
    pair.consuming.exchange.releaseGate('slow');
    pair.consuming.takeBack(slow);
  });

  it('given both flow controls between the same TaskManagers, then a stalled old one does not hold credits up', async () => {
    const { pair, producer } = await pairOfGates();
    const other = pair.producing.produce('q', 1, 8);
    const withCredit = pair.consuming.consume('credit', [pair.source(other)]);
    await send(pair, producer, 0, [1, 2]);
    expect(stagingOf(pair).state).toBe('waiting');

    await send(pair, other, 0, [7]);

    expect(readAll(withCredit, pair.consuming.memory)).toEqual(['7x200']);
  });

  it('given a connection per result, as in Flink 1.4, then a slow gate does not hold up one of another result', async () => {
    const pair = await SimulatedPair.start();
    const [p, q] = [pair.producing.produce('p', 1, 8), pair.producing.produce('q', 1, 8)];
    pair.consuming.consume('slow', [pair.source(p)], 0, 1, { ...TCP, connectionGroup: 'p' });
    const fast = pair.consuming.consume('fast', [pair.source(q)], 0, 4, { ...TCP, connectionGroup: 'q' });
    await pair.settle();

    await send(pair, p, 0, [1, 2, 3]);
    await send(pair, q, 0, [4]);

    expect(pair.consuming.exchange.consumers).toHaveLength(2);
    expect(readAll(fast, pair.consuming.memory)).toEqual(['4x200']);
  });
});

/** Somebody who answers no request, and sends the chunks a test gives: receivers count from 1 in order of asking. */
async function scriptedProducer() {
  const pair = await SimulatedPair.start();
  let accepted: Connection | undefined;
  const received: number[] = [];
  const listening = pair.strangerNetwork.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    accepted = connection;
    connection.handle({ data: (bytes) => void received.push(...bytes), drained: () => {}, closed: () => {} });
  });
  const { address } = await pair.world.complete(listening);
  const write = {
    source: async (name: string) => {
      await pair.settle();
      return pair.sourceAt(address, name);
    },
    /** Ids of the frames that came back. */
    received: (): number[] => frameIds(Uint8Array.from(received)),
    chunk: (frames: readonly Uint8Array[]): void => {
      accepted!.write(Uint8Array.from(frames.flatMap((frame) => [...frame])));
    },
  };
  return { pair, write };
}

function frameIds(bytes: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 0; at < bytes.length; at += readU32(bytes, at)) ids.push(bytes[at + 8]!);
  return ids;
}

function data(receiverId: number, sequence: number, value: number, length: number = 4): Uint8Array {
  return bufferResponse(receiverId, sequence, DATA_BUFFER, new Uint8Array(length).fill(value));
}

function endOfData(receiverId: number, sequence: number): Uint8Array {
  const event = { kind: 'endOfData', drain: true } as const;
  const bytes = new Uint8Array(MAX_EVENT_BYTES);
  return bufferResponse(
    receiverId,
    sequence,
    dataTypeOf(event),
    bytes.slice(0, serializeEvent(event, bytes, 0)),
  );
}

function bufferResponse(
  receiverId: number,
  sequence: number,
  dataType: number,
  payload: Uint8Array,
): Uint8Array {
  const frame = new Uint8Array(BUFFER_HEADER_BYTES + payload.length);
  const header = new BufferHeader();
  Object.assign(header, { receiverId, sequence, dataType, size: payload.length }).write(frame, 0);
  frame.set(payload, BUFFER_HEADER_BYTES);
  return frame;
}
