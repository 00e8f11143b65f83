/** The network door over MessagePorts keeps what the TCP door promises: order, back-pressure, closing, failing. */
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

  it('given nobody listening or a taken address, then CONNECT_FAILED or LISTEN_FAILED', async () => {
    const [left, right] = PortNetwork.pair();
    await expect(left.connect(address, { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
    });

    await right.listen(address, () => {});

    await expect(right.listen(address, () => {})).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});
