/** Peers that break the rules or break down: each failure reaches exactly those it concerns, with a code
 *  (the failure matrix of flink-data-plane.md §1.8; numbered cases of its §8.1). */
import { describe, expect, it } from 'vitest';
import { asId, type ResultPartitionId, streamError } from '../../base/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { RING_EVENT_LIMIT } from '../ring/index.ts';
import { bufferFrame, DATA, FakeProducer } from '../testing/fake-producer.ts';
import { HandFedNetwork } from '../testing/hand-fed-network.ts';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { readAll, SimulatedTaskManager, writeBytes } from '../testing/simulated-task-manager.ts';
import { BUFFER_HEADER_BYTES, FrameEncoder } from '../wire/index.ts';

const END_OF_DATA = 9;

describe('a consumer', () => {
  it('case 15: given sequence 1 is expected, when 2 arrives, then that channel fails and names both; others go on', async () => {
    const producer = await FakeProducer.start();
    const broken = await producer.consume('broken', 1);
    const healthy = await producer.consume('healthy', 1);

    producer.sendBuffer(1, 0);
    producer.sendBuffer(1, 2);
    producer.sendBuffer(1, 3);
    producer.sendBuffer(2, 0);

    expect(await producer.pair.read(healthy)).toEqual(['1x8']);
    expect(await producer.pair.read(broken)).toEqual(['1x8']);
    const [failure, ...more] = producer.pair.consuming.failures;
    expect(more).toEqual([]);
    expect(failure!.error).toMatchObject({ code: 'NET_SEQUENCE_GAP', details: { expected: 1, received: 2 } });
  });

  it('case 12: given a channel without a free buffer, when data arrives, then NET_NO_CREDIT for that channel', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 1, 2);
    const other = await producer.consume('other', 1);

    for (let sequence = 0; sequence < 3; sequence++) producer.sendBuffer(1, sequence);
    producer.sendBuffer(2, 0);

    expect(await producer.pair.read(other)).toEqual(['1x8']);
    expect(producer.pair.failureCodes).toEqual(['g: NET_NO_CREDIT']);
  });

  it('case 13: given a channel that failed, when its buffers come back, then no credit is announced for it', async () => {
    const producer = await FakeProducer.start();
    const broken = await producer.consume('broken', 1);
    producer.sendBuffer(1, 0);
    producer.sendBuffer(1, 5);
    await producer.pair.settle();

    await producer.pair.read(broken);

    expect(producer.pair.tap.addCreditFrames).toBe(0);
  });

  it('case 16: given a released channel, when its buffer arrives, then it is skipped and the next frame is read', async () => {
    const producer = await FakeProducer.start();
    const released = await producer.consume('released', 1);
    const other = await producer.consume('other', 1);
    const half = bufferFrame(1, 0, 100, DATA);

    producer.send(half.subarray(0, 60));
    await producer.pair.settle();
    released.gate.close();
    producer.pair.consuming.exchange.releaseGate('released');
    producer.send(half.subarray(60));
    producer.sendBuffer(1, 1);
    producer.sendBuffer(2, 0);

    expect(await producer.pair.read(other)).toEqual(['1x8']);
    expect(producer.pair.failureCodes).toEqual([]);
    producer.pair.consuming.takeBack(released);
  });

  it('case 17: given an event that cannot be read, then that channel fails and the connection goes on', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('broken', 1);
    await producer.consume('large', 1);
    const other = await producer.consume('other', 1);

    producer.sendBuffer(1, 0, 5, END_OF_DATA);
    producer.sendBuffer(2, 0, 200, END_OF_DATA);
    producer.sendBuffer(3, 0);

    expect(await producer.pair.read(other)).toEqual(['1x8']);
    expect(producer.pair.failureCodes).toEqual(['broken: NET_BAD_EVENT', 'large: NET_BAD_EVENT']);
  });

  it('given more events than a queue holds, then NET_CHANNEL_OVERFLOW for that channel', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 1);

    for (let sequence = 0; sequence <= RING_EVENT_LIMIT; sequence++) {
      const frame = bufferFrame(1, sequence, 5, END_OF_DATA);
      frame.set([0, 0, 0, 8, 0], BUFFER_HEADER_BYTES);
      producer.send(frame);
    }
    await producer.pair.settle();

    expect(producer.pair.failureCodes).toEqual(['g: NET_CHANNEL_OVERFLOW']);
  });

  it('given an empty data buffer, then its buffer becomes credit again and the books stay right', async () => {
    const producer = await FakeProducer.start();
    const consumer = await producer.consume('g', 1);

    producer.sendBuffer(1, 0, 0);
    producer.sendBuffer(1, 1);

    expect(await producer.pair.read(consumer)).toEqual(['2x8']);
    const { credit } = producer.pair.consuming.exchange.gate('g')!.channels[0]!;
    expect([credit.free, credit.creditsAnnounced]).toEqual([2, 4]);
  });

  it('given an error for one receiver, then that channel gets it, and the connection goes on', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('refused', 1);
    const other = await producer.consume('other', 1);
    const encoder = new FrameEncoder();
    encoder.errorResponse(
      1,
      JSON.stringify(streamError('NET_PRODUCER_FAILED', { partition: 'x', reason: 'test' })),
    );

    producer.send(encoder.take());
    producer.sendBuffer(2, 0);

    expect(await producer.pair.read(other)).toEqual(['1x8']);
    expect(producer.pair.failureCodes).toEqual(['refused: NET_PRODUCER_FAILED']);
  });

  it('given two errors of a connection, then only the first one counts', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 1);

    producer.send(new TextEncoder().encode('no frame of ours'));
    producer.end();
    await producer.pair.settle();

    expect(producer.pair.failureCodes).toEqual(['g: NET_BAD_MAGIC']);
  });

  it('given an error of a connection that nobody reads over, then the next channel dials anew', async () => {
    const producer = await FakeProducer.start();
    const first = await producer.consume('first', 1);
    first.gate.close();
    producer.pair.consuming.exchange.releaseGate('first');
    await producer.pair.settle();

    producer.end();
    await producer.pair.settle();
    const next = await producer.consume('next', 1);
    producer.sendBuffer(2, 0);

    expect(await producer.pair.read(next)).toEqual(['1x8']);
    expect(producer.pair.failureCodes).toEqual([]);
  });

  it('given bytes that are no frame, then all channels of the connection fail and it is closed', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 2);

    producer.send(new TextEncoder().encode('HTTP/1.1 200 OK\r\n'));
    await producer.pair.settle();

    expect(producer.pair.failureCodes).toEqual(['g: NET_BAD_MAGIC', 'g: NET_BAD_MAGIC']);
    expect(producer.isClosed).toBe(true);
  });

  it('given the peer closes, then every channel that is not complete fails with NET_CONNECTION_LOST', async () => {
    const producer = await FakeProducer.start();
    const consumer = await producer.consume('g', 2);
    const end = bufferFrame(1, 0, 4, 10);
    end.set([0, 0, 0, 0], BUFFER_HEADER_BYTES);
    producer.send(end);
    expect(await producer.pair.read(consumer)).toEqual(['endOfPartition']);

    producer.end();
    await producer.pair.settle();

    const failures = producer.pair.consuming.failures.map(({ channelIndex, error }) => [
      channelIndex,
      error.code,
    ]);
    expect(failures).toEqual([[1, 'NET_CONNECTION_LOST']]);
  });

  it('given the peer breaks off, then its channels fail with NET_CONNECTION_RESET, which names it, not with a loss', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 2);

    producer.breakOff();
    await producer.pair.settle();

    expect(producer.pair.failureCodes).toEqual(['g: NET_CONNECTION_RESET', 'g: NET_CONNECTION_RESET']);
    const { error } = producer.pair.consuming.failures[0]!;
    expect(error.message).toMatch(/^the data connection was reset by .+:\d+$/);
    const next = await producer.consume('next', 1);
    producer.sendBuffer(3, 0);
    expect(await producer.pair.read(next)).toEqual(['1x8']);
  });

  it('given a request that cannot be written, then its channel and every other one of the connection fail once', async () => {
    const network = new HandFedNetwork();
    const consuming = await SimulatedTaskManager.start({ ...new SimWorld().node('a'), network });
    const consume = async (gateKey: string) => {
      const address = { host: '127.0.0.1', port: 7 };
      const partitionId = asId<ResultPartitionId>(gateKey);
      const consumer = consuming.consume(gateKey, [{ partitionId, subpartitionIndex: 0, address }]);
      for (let i = 0; i < 4; i++) await Promise.resolve();
      return consumer;
    };
    await consume('reading');
    const broken = network.dialled.get(7)!;

    broken.failWrites(new Error('write EPIPE'));
    await consume('requesting');
    broken.feed(bufferFrame(1, 0, 8, DATA));
    const next = await consume('next');
    network.dialled.get(7)!.feed(bufferFrame(3, 0, 8, DATA));

    const seen = consuming.failures.map(({ gateKey, error }) => [
      gateKey,
      error.code,
      error.details['reason'],
    ]);
    expect(seen).toEqual([
      ['reading', 'NET_CONNECTION_LOST', 'write EPIPE'],
      ['requesting', 'NET_CONNECTION_LOST', 'write EPIPE'],
    ]);
    expect(network.dialled.get(7)).not.toBe(broken);
    expect(readAll(next, consuming.memory)).toEqual(['1x8']);
  });

  it('given an error for the whole connection, then all its channels get that error', async () => {
    const producer = await FakeProducer.start();
    await producer.consume('g', 2);
    const encoder = new FrameEncoder();
    encoder.errorResponse(undefined, 'this is not an error as JSON');

    producer.send(encoder.take());
    await producer.pair.settle();

    expect(producer.pair.failureCodes).toEqual(['g: NET_CONNECTION_LOST', 'g: NET_CONNECTION_LOST']);
  });

  it('given nobody at the producer’s address, then the channel fails with CONNECT_FAILED and a later one dials anew', async () => {
    const pair = await SimulatedPair.start();
    const nowhere = { host: '127.0.0.1', port: 9 };

    pair.consuming.consume('first', [pair.sourceAt(nowhere, 'p')]);
    await pair.settle();
    pair.consuming.consume('second', [pair.sourceAt(nowhere, 'p')]);
    await pair.settle();

    expect(pair.failureCodes).toEqual(['first: CONNECT_FAILED', 'second: CONNECT_FAILED']);
  });
});

describe('a producer', () => {
  async function stranger(pair: SimulatedPair) {
    const received: number[] = [];
    let closed = false;
    const connecting = pair.strangerNetwork.connect(pair.producing.address, { timeoutMs: 1_000 });
    const connection = await pair.world.complete(connecting);
    connection.handle({
      data: (bytes) => received.push(...bytes),
      drained: () => {},
      closed: () => (closed = true),
    });
    return {
      connection,
      isClosed: () => closed,
      text: () => new TextDecoder().decode(Uint8Array.from(received)),
    };
  }

  it.each([
    ['bytes that are no frame', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'), 'NET_BAD_MAGIC'],
    ['an unknown id', Uint8Array.of(0, 0, 0, 9, 0xba, 0xdc, 0x0f, 0xfe, 77), 'NET_UNKNOWN_FRAME'],
    ['a frame that is too long', Uint8Array.of(0x7f, 0, 0, 9, 0xba, 0xdc, 0x0f, 0xfe, 2), 'NET_FRAME_LENGTH'],
  ])('given %s, then it says so and closes that connection; others are unharmed', async (_, bytes, code) => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 1);
    const consumer = pair.consuming.consume('g', [pair.source(producer)]);
    const { connection, isClosed, text } = await stranger(pair);

    connection.write(bytes);
    await pair.settle();
    writeBytes(producer, 0, 3, 30);
    producer.partition.flushAll();

    expect(isClosed()).toBe(true);
    expect(text()).toContain(code);
    expect(await pair.read(consumer)).toEqual(['3x30']);
    expect(pair.world.logLines.map((line) => line.fields['code'])).toContain(code);
  });

  it('given a flow control it does not know, then NET_FLOW_CONTROL for that receiver', async () => {
    const pair = await SimulatedPair.start();
    pair.producing.produce('p', 1);
    const { connection, text } = await stranger(pair);
    const encoder = new FrameEncoder();

    encoder.partitionRequest({
      receiverId: 1,
      partitionId: 'p',
      subpartition: 0,
      initialCredit: 2,
      flowControl: 9,
    });
    connection.write(encoder.take());
    await pair.settle();

    expect(text()).toContain('NET_FLOW_CONTROL');
  });

  it('case 25: given a resume for a channel that no barrier holds, then NET_NOT_BLOCKED and that connection is closed', async () => {
    const pair = await SimulatedPair.start();
    pair.producing.produce('p', 1);
    const { connection, isClosed, text } = await stranger(pair);
    const encoder = new FrameEncoder();

    encoder.partitionRequest({
      receiverId: 1,
      partitionId: 'p',
      subpartition: 0,
      initialCredit: 2,
      flowControl: 0,
    });
    encoder.resumeConsumption(1);
    connection.write(encoder.take());
    await pair.settle();

    expect([text().includes('NET_NOT_BLOCKED'), isClosed()]).toEqual([true, true]);
  });

  it('given the consumer’s connection breaks while buffers are on the way, then they all come home', async () => {
    const pair = await SimulatedPair.start();
    const producer = pair.producing.produce('p', 2);
    pair.consuming.consume(
      'g',
      [0, 1].map((index) => pair.source(producer, index)),
      4,
    );
    await pair.settle();
    for (let i = 0; i < 5; i++) writeBytes(producer, i % 2, i, 250);
    producer.partition.flushAll();
    pair.producing.exchange.turn();

    pair.world.network.reset('a', 'b');
    await pair.settle();

    expect(pair.failureCodes).toEqual(['g: NET_CONNECTION_RESET', 'g: NET_CONNECTION_RESET']);
    expect(pair.producing.read.sort()).toEqual(['p[0]', 'p[1]']);
    producer.partition.close();
    pair.producing.takeBack(producer);
  });
});
