/** The network door over MessagePorts keeps what the TCP door promises: order, back-pressure, closing, failing. */
import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../network.ts';
import { PortNetwork } from './port-network.ts';

const address = { host: 'here', port: 7 };

async function connectedPair(): Promise<{ dialled: Connection; accepted: Connection }> {
  const [left, right] = PortNetwork.pair();
  const { promise, resolve } = Promise.withResolvers<Connection>();
  await right.listen(address, resolve);
  const dialled = await left.connect(address, { timeoutMs: 5_000 });
  return { dialled, accepted: await promise };
}

function read(connection: Connection): { bytes: number[]; closed: Promise<Error | undefined> } {
  const bytes: number[] = [];
  const closed = new Promise<Error | undefined>((resolve) => {
    connection.handle({ data: (chunk) => bytes.push(...chunk), drained: () => {}, closed: resolve });
  });
  return { bytes, closed };
}

describe('the network over message ports', () => {
  it('given bytes that change after they were written, when both ends write and end, then each gets the old ones', async () => {
    const { dialled, accepted } = await connectedPair();
    const [atDialled, atAccepted] = [read(dialled), read(accepted)];
    const bytes = Uint8Array.from([1, 2, 3]);

    dialled.write(bytes);
    bytes.fill(9);
    accepted.write(bytes);
    dialled.write(Uint8Array.from([4]));
    accepted.end();

    expect(await Promise.all([atDialled.closed, atAccepted.closed])).toEqual([undefined, undefined]);
    expect([atDialled.bytes, atAccepted.bytes]).toEqual([
      [9, 9, 9],
      [1, 2, 3, 4],
    ]);
  });

  it('given a paused reader, when the writer floods, then write asks it to wait until drained', async () => {
    const { dialled, accepted } = await connectedPair();
    const drained = Promise.withResolvers<void>();
    dialled.handle({ data: () => {}, drained: () => {}, closed: () => {} });
    accepted.handle({ data: () => {}, drained: drained.resolve, closed: () => {} });
    dialled.pause();

    let writes = 1;
    while (accepted.write(new Uint8Array(100_000)) && writes < 100) writes++;

    expect(writes).toBeLessThan(10);
    dialled.resume();
    await drained.promise;
    expect(accepted.pendingBytes).toBeLessThan(200_000);
    dialled.destroy();
  });

  it('given one end that destroys the connection, then the other sees a reset', async () => {
    const { dialled, accepted } = await connectedPair();
    const [atDialled, atAccepted] = [read(dialled), read(accepted)];

    dialled.destroy(new Error('given up'));

    expect((await atDialled.closed)?.message).toBe('given up');
    expect((await atAccepted.closed)?.message).toBe('connection reset by peer');
  });

  it('given another thread that listens, when dialled, then what it is sent comes back', async () => {
    const { port1, port2 } = new MessageChannel();
    const entry = new URL('./port-echo-thread-main.ts', import.meta.url);
    const worker = new Worker(entry, { workerData: { trunk: port2 }, transferList: [port2] });
    const exited = new Promise((resolve) => worker.on('exit', resolve));
    await new Promise((resolve) => worker.on('online', resolve));

    const connection = await new PortNetwork(port1).connect(
      { host: 'thread', port: 1 },
      { timeoutMs: 20_000 },
    );
    const echoed = Promise.withResolvers<number[]>();
    const bytes: number[] = [];
    connection.handle({
      data: (chunk) => {
        bytes.push(...chunk);
        if (bytes.length === 3) echoed.resolve(bytes);
      },
      drained: () => {},
      closed: () => {},
    });
    connection.write(Uint8Array.from([1, 2, 3]));

    expect(await echoed.promise).toEqual([1, 2, 3]);
    connection.end();
    expect(await exited).toBe(0);
  });

  it('given nobody listening or a taken address, then CONNECT_FAILED or LISTEN_FAILED', async () => {
    const [left, right] = PortNetwork.pair();
    await expect(left.connect(address, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
    });

    await right.listen(address, () => {});

    await expect(right.listen(address, () => {})).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});
