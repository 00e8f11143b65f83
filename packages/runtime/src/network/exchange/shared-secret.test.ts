/** A data port with a secret: who shows it is served, who does not is told so and sees nothing, others are unharmed. */
import { describe, expect, it } from 'vitest';
import { SimulatedPair } from '../testing/simulated-pair.ts';
import { writeBytes } from '../testing/simulated-task-manager.ts';
import {
  FRAME_HEADER_BYTES,
  FrameEncoder,
  HELLO,
  MAX_SECRET_BYTES,
  PARTITION_REQUEST,
  readU32,
} from '../wire/index.ts';
import { GREETING_TIMEOUT_MS } from './peer-greeting.ts';

const SECRET = 'tell nobody';

function start(...secrets: readonly (string | undefined)[]): Promise<SimulatedPair> {
  return SimulatedPair.start(65_536, secrets);
}

/** Frames as somebody sends them who has read our source and knows the name of the partition `p`. */
function frames(secret: string | undefined, requests: number = 1): Uint8Array {
  const encoder = new FrameEncoder();
  if (secret !== undefined) encoder.hello(secret);
  for (let receiverId = 1; receiverId <= requests; receiverId++) {
    encoder.partitionRequest({
      receiverId,
      partitionId: 'p',
      subpartition: 0,
      initialCredit: 9,
      flowControl: 0,
    });
  }
  return encoder.take();
}

/** The first bytes of a frame that says it is `bodyBytes` longer. */
function header(id: number, bodyBytes: number): Uint8Array {
  const length = FRAME_HEADER_BYTES + bodyBytes;
  return Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length, 0xba, 0xdc, 0x0f, 0xfe, id);
}

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
    received,
    isClosed: () => closed,
    text: () => new TextDecoder().decode(Uint8Array.from(received)),
  };
}

describe('two TaskManagers', () => {
  it.each([
    ['plain', SECRET],
    ['Chinese', '密钥'],
    ['that starts with a byte order mark', '\uFEFFmark'],
    ['as long as it may be', 'x'.repeat(MAX_SECRET_BYTES)],
  ])('given the same secret, %s, then data flows', async (_, secret) => {
    const pair = await start(secret, secret);
    const producer = pair.producing.produce('p', 2);
    const sources = [0, 1].map((index) => pair.source(producer, index));
    const consumer = pair.consuming.consume('g', sources);

    for (const target of [0, 1]) writeBytes(producer, target, 7, 30);
    producer.partition.flushAll();

    expect((await pair.read(consumer)).sort()).toEqual(['1:7x30', '7x30']);
    expect(pair.failureCodes).toEqual([]);
  });

  it.each([
    ['another secret', SECRET, 'tell everybody', 'the shared secret is another one'],
    ['the beginning of it', SECRET, 'tell', 'the shared secret is another one'],
    ['an empty one', SECRET, '', 'the shared secret is another one'],
    ['none', SECRET, undefined, 'it showed no shared secret'],
    ['one where the producer has none', undefined, SECRET, 'the shared secret is another one'],
  ])(
    'given a consumer with %s, then its channels fail with the reason and nothing is read',
    async (_, own, shown, reason) => {
      const pair = await start(own, shown);
      const producer = pair.producing.produce('p', 1);
      writeBytes(producer, 0, 7, 30);
      producer.partition.flushAll();

      const consumer = pair.consuming.consume('g', [pair.source(producer)]);

      expect(await pair.read(consumer)).toEqual([]);
      expect(pair.failureCodes).toEqual(['g: NET_SECRET_MISMATCH']);
      expect(pair.consuming.failures[0]!.error.details).toMatchObject({ reason });
      expect(pair.views).toEqual([]);
      expect(pair.world.logLines.map((line) => line.fields['code'])).toEqual(['NET_SECRET_MISMATCH']);
    },
  );

  it('given a secret, when a consumer dials, then its first frame shows it, ahead of the request', async () => {
    const pair = await start(SECRET, SECRET);
    const received: number[] = [];
    const listening = pair.strangerNetwork.listen({ host: '127.0.0.1', port: 0 }, (connection) =>
      connection.handle({
        data: (bytes) => received.push(...bytes),
        drained: () => {},
        closed: () => {},
      }),
    );
    const { address } = await pair.world.complete(listening);

    pair.consuming.consume('g', [pair.sourceAt(address, 'p')]);
    await pair.settle();

    const bytes = Uint8Array.from(received);
    const request = readU32(bytes, 0);
    expect([bytes[FRAME_HEADER_BYTES - 1], bytes[request + FRAME_HEADER_BYTES - 1]]).toEqual([
      HELLO,
      PARTITION_REQUEST,
    ]);
    expect(new TextDecoder().decode(bytes.subarray(FRAME_HEADER_BYTES, request))).toBe(SECRET);
  });
});

describe('a producer with a secret', () => {
  it.each([
    ['a request and nothing before it', frames(undefined), 'NET_SECRET_MISMATCH'],
    ['a wrong secret and a request', frames('wrong'), 'NET_SECRET_MISMATCH'],
    ['a wrong secret and 50,000 requests', frames('wrong', 50_000), 'NET_SECRET_MISMATCH'],
    ['the header of a long request', header(PARTITION_REQUEST, 60_000), 'NET_SECRET_MISMATCH'],
    ['the header of a greeting that is too long', header(HELLO, MAX_SECRET_BYTES + 1), 'NET_FRAME_LENGTH'],
    ['bytes that are no frame', new Uint8Array(300_000).fill(65), 'NET_BAD_MAGIC'],
  ])(
    'given %s, then it says why, closes that connection, and others are unharmed',
    async (_, bytes, code) => {
      const pair = await start(SECRET, SECRET);
      const producer = pair.producing.produce('p', 1);
      const { connection, isClosed, text } = await stranger(pair);

      connection.write(bytes);
      await pair.settle();
      const consumer = pair.consuming.consume('g', [pair.source(producer)]);
      writeBytes(producer, 0, 3, 30);
      producer.partition.flushAll();

      expect(isClosed()).toBe(true);
      expect(text()).toContain(code);
      expect(text().split(code)).toHaveLength(2);
      expect(text()).not.toMatch(/tell nobody|stack|\.ts/);
      expect(await pair.read(consumer)).toEqual(['3x30']);
      expect(pair.world.logLines.map((line) => line.fields['code'])).toEqual([code]);
    },
  );

  it('given a wrong secret byte by byte, then it answers when it has all of it, and not before', async () => {
    const pair = await start(SECRET, SECRET);
    const { connection, received, text } = await stranger(pair);
    const encoder = new FrameEncoder();
    encoder.hello('wrong');
    const bytes = encoder.take();

    for (const byte of bytes.subarray(0, -1)) connection.write(Uint8Array.of(byte));
    await pair.settle();
    expect(received).toEqual([]);
    connection.write(bytes.subarray(-1));
    await pair.settle();

    expect(text()).toContain('NET_SECRET_MISMATCH');
  });

  it('given a peer that says nothing, then it is gone when its time is over', async () => {
    const pair = await start(SECRET, SECRET);
    const { isClosed } = await stranger(pair);

    await pair.world.advance(GREETING_TIMEOUT_MS - 1_000);
    expect(isClosed()).toBe(false);
    await pair.world.advance(2_000);

    expect(isClosed()).toBe(true);
    expect(pair.producing.exchange.producers).toEqual([]);
    expect(pair.world.logLines.map((line) => line.fields['code'])).toEqual(['NET_SECRET_MISMATCH']);
  });

  it('given a peer that has greeted and is quiet, then it stays', async () => {
    const pair = await start(SECRET, SECRET);
    const { connection, isClosed } = await stranger(pair);

    connection.write(frames(SECRET, 0));
    await pair.world.advance(GREETING_TIMEOUT_MS * 2);

    expect(isClosed()).toBe(false);
  });

  it('given a peer that has greeted, when it breaks the protocol, then it is told where, as without a secret', async () => {
    const pair = await start(SECRET, SECRET);
    const { connection, isClosed, text } = await stranger(pair);

    connection.write(frames(SECRET, 0));
    connection.write(header(77, 0));
    await pair.settle();

    expect(isClosed()).toBe(true);
    expect(text()).toMatch(/NET_UNKNOWN_FRAME.*"stack":/);
  });
});
