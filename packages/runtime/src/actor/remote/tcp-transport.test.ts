/** Remoting over real loopback sockets: two systems in one process. */
import { describe, expect, it } from 'vitest';
import { openNodeIo, PortNetwork } from '../../io/node/index.ts';
import { ActorSystem } from '../actor-system.ts';
import { TcpTransport } from './tcp-transport.ts';

const io = openNodeIo({ logLevel: 'silent' });

async function start(secret: string): Promise<{ system: ActorSystem; transport: TcpTransport }> {
  const where = { system: 'rivulet', host: '127.0.0.1', port: 0, settings: { secret } };
  const transport = await TcpTransport.bind(io, where);
  return { transport, system: ActorSystem.create({ name: 'rivulet', io, transport }) };
}

describe('remoting over real TCP', () => {
  it('given two systems in one process, when they talk over loopback, then as two processes would', async () => {
    const [a, b] = [await start('s'), await start('s')];
    b.system.spawn<unknown>(
      { create: (context) => ({ receive: (message) => context.reply(message) }) },
      'echo',
    );
    const bytes = new Uint8Array(300_000).map((_, i) => i % 251);

    const echo = await a.system.resolve(`${b.system.address}/user/echo`, 5_000);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => a.system.ask(echo, { i, bytes }, { timeoutMs: 5_000 })),
    );

    expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => ({ i, bytes })));
    expect(a.transport.peers()).toEqual([{ address: b.system.address, state: 'open', queued: 0 }]);
    const lost = Promise.withResolvers<void>();
    a.system.eventStream.subscribe('peerLost', () => lost.resolve());
    await b.system.terminate();
    await lost.promise;
    await expect(a.system.ask(echo, 'x', { timeoutMs: 5_000 })).rejects.toMatchObject({
      code: 'RECIPIENT_UNREACHABLE',
    });
    await a.system.terminate();
  });

  it('given an address that is none, then asks fail and name it', async () => {
    const { system } = await start('s');

    const asking = system.ask(system.refTo('rivulet.tcp://nowhere', '/user/x', 0), 'x', { timeoutMs: 5_000 });

    await expect(asking).rejects.toThrow('"rivulet.tcp://nowhere" is not the address of an actor system');
    await system.terminate();
  });
});

describe('remoting over message ports', () => {
  it('given two systems with a port between them, when they talk, then as over TCP, bytes and watches too', async () => {
    const [a, b] = await Promise.all(
      PortNetwork.pair().map(async (network, i) => {
        const doors = { ...io, network };
        const where = { system: 'rivulet', host: 'inside', port: 1 + i };
        const transport = await TcpTransport.bind(doors, where);
        return ActorSystem.create({ name: 'rivulet', io: doors, transport });
      }),
    );
    if (a === undefined || b === undefined) throw new Error('a pair has two');
    const bytes = new Uint8Array(700_000).map((_, i) => i % 251);
    const ref = b.spawn<unknown>(
      { create: (context) => ({ receive: (message) => context.reply(message) }) },
      'echo',
    );

    const echo = await a.resolve(`${b.address}/user/echo`, 5_000);
    expect(await a.ask(echo, { bytes }, { timeoutMs: 5_000 })).toEqual({ bytes });
    const dead = Promise.withResolvers<string>();
    a.spawn({
      create: (context) => ({
        preStart: () => context.watch(echo),
        receive: () => {},
        actorTerminated: (subject) => dead.resolve(subject.path),
      }),
    });
    b.stop(ref);

    expect(await dead.promise).toBe('/user/echo');
    await Promise.all([a.terminate(), b.terminate()]);
  });
});
