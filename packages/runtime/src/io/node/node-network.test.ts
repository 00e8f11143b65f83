/** The TCP door on real loopback sockets: order, back-pressure, closing and failing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection, Listener } from '../network.ts';
import { NodeNetwork } from './node-network.ts';

const network = new NodeNetwork();
const loopback = { host: '127.0.0.1', port: 0 };
const listeners: Listener[] = [];

afterEach(async () => {
  await Promise.all(listeners.splice(0).map((listener) => listener.close()));
});

async function connectedPair(): Promise<{ dialled: Connection; accepted: Connection }> {
  const { promise, resolve } = Promise.withResolvers<Connection>();
  const listener = await network.listen(loopback, resolve);
  listeners.push(listener);
  const dialled = await network.connect(listener.address, { timeoutMs: 5_000, readBufferBytes: 1_000 });
  return { dialled, accepted: await promise };
}

function collect(connection: Connection, byteCount: number): Promise<number[]> {
  const bytes: number[] = [];
  return new Promise((resolve) => {
    connection.handle({
      data: (chunk) => {
        bytes.push(...chunk);
        if (bytes.length >= byteCount) resolve(bytes);
      },
      drained: () => {},
      closed: () => resolve(bytes),
    });
  });
}

function ignore(connection: Connection): Promise<Error | undefined> {
  return new Promise((resolve) => {
    connection.handle({ data: () => {}, drained: () => {}, closed: resolve });
  });
}

describe('the real network', () => {
  it('given bytes over shared memory, corked, when both ends write, then each receives them in order', async () => {
    const { dialled, accepted } = await connectedPair();
    const shared = new Uint8Array(new SharedArrayBuffer(5_000)).map((_, i) => i % 251);
    const atDialled = collect(dialled, 10_000);
    const atAccepted = collect(accepted, 5_000);

    let writtenCount = 0;
    accepted.cork();
    accepted.write(shared, () => writtenCount++);
    accepted.write(shared, () => writtenCount++);
    accepted.uncork();
    dialled.write(shared, () => writtenCount++);

    const once = [...shared];
    expect(await atDialled).toEqual([...once, ...once]);
    expect(await atAccepted).toEqual(once);
    expect(writtenCount).toBe(3);
    dialled.destroy();
  });

  it('given a paused reader, when the writer floods, then write asks it to wait until drained', async () => {
    const { dialled, accepted } = await connectedPair();
    const drained = Promise.withResolvers<void>();
    dialled.handle({ data: () => {}, drained: () => {}, closed: () => {} });
    accepted.handle({ data: () => {}, drained: drained.resolve, closed: () => {} });
    dialled.pause();
    const block = new Uint8Array(1_000_000);

    let writes = 1;
    while (accepted.write(block) && writes < 100) writes++;

    expect(writes).toBeLessThan(100);
    expect(accepted.pendingBytes).toBeGreaterThan(0);
    dialled.resume();
    await drained.promise;
    expect(accepted.pendingBytes).toBe(0);
    dialled.destroy();
  });

  it('given an open connection, when one end ends or destroys it, then both are told once', async () => {
    const first = await connectedPair();
    const second = await connectedPair();
    const inOrder = [ignore(first.dialled), ignore(first.accepted)];
    const broken = ignore(second.accepted);
    const destroyed = ignore(second.dialled);

    first.dialled.end();
    second.dialled.destroy(new Error('given up'));

    expect(await Promise.all(inOrder)).toEqual([undefined, undefined]);
    expect((await destroyed)?.message).toBe('given up');
    await broken;
  });

  it('given nobody listening, when connecting, then CONNECT_FAILED names the address', async () => {
    const listener = await network.listen(loopback, () => {});
    const { port } = listener.address;
    await listener.close();

    const connecting = network.connect({ host: '127.0.0.1', port }, { timeoutMs: 5_000 });

    await expect(connecting).rejects.toMatchObject({
      code: 'CONNECT_FAILED',
      details: { address: `127.0.0.1:${port}` },
    });
  });

  it('given a taken port, when listening there, then LISTEN_FAILED', async () => {
    const listener = await network.listen(loopback, () => {});
    listeners.push(listener);

    await expect(network.listen(listener.address, () => {})).rejects.toMatchObject({ code: 'LISTEN_FAILED' });
  });
});
