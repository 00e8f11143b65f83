/** What is measured of the actor system: floods, one message in flight, a ring of actors, asks; and xstate's own
 *  mailbox beside it. A piece is short, so that many rounds of two of them fit into a second. */
import { createRequire } from 'node:module';
import { type ActorRef, ActorSystem } from '@rivulet/runtime/actor';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { openControlPlane } from '@rivulet/runtime/rpc';

const io = openNodeIo({ logLevel: 'silent' });

/** A function that does it once and resolves with how many messages were handled. */
export type Piece = () => Promise<number>;

function system(recorder: boolean): ActorSystem {
  return ActorSystem.create({ name: 'bench', io, ...(recorder ? {} : { recorder: { capacity: 0 } }) });
}

/** An actor sends a portion, another one counts and asks for the next. */
export function tellFlood(recorder: boolean): Piece {
  const count = 100_000;
  const portion = 1_000;
  const { spawn } = bound(system(recorder));
  let done = (): void => undefined;
  let received = 0;
  const sink: ActorRef<number> = spawn<number>(() => {
    if (++received % portion !== 0) return;
    if (received === count) done();
    else source.tell(received);
  });
  const source = spawn<number>(() => {
    for (let i = 0; i < portion; i++) sink.tell(i);
  });
  return async () => {
    received = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    done = resolve;
    source.tell(0);
    await promise;
    return count;
  };
}

/** One message in flight. */
export function pingPong(recorder: boolean): Piece {
  const count = 50_000;
  const { spawn } = bound(system(recorder));
  let done = (): void => undefined;
  const pong: ActorRef<number> = spawn<number>((n) => ping.tell(n - 1));
  const ping: ActorRef<number> = spawn<number>((n) => (n <= 0 ? done() : pong.tell(n - 1)));
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    done = resolve;
    ping.tell(count);
    await promise;
    return count;
  };
}

/** 1,000 actors, one message that goes round. */
export function ring(recorder: boolean): Piece {
  const size = 1_000;
  const count = 30_000;
  const { spawn } = bound(system(recorder));
  let done = (): void => undefined;
  const refs: ActorRef<number>[] = [];
  for (let i = 0; i < size; i++) {
    refs.push(spawn<number>((n) => (n === 0 ? done() : refs[(i + 1) % size]?.tell(n - 1))));
  }
  return async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    done = resolve;
    refs[0]?.tell(count);
    await promise;
    return count;
  };
}

/** Asks one after the other: two messages, a promise and a timer each. */
export function ask(recorder: boolean): Piece {
  const count = 3_000;
  const actors = system(recorder);
  const echo = actors.spawn<number>({ create: (context) => ({ receive: (n) => context.reply(n) }) });
  return async () => {
    for (let i = 0; i < count; i++) await actors.ask(echo, i, { timeoutMs: 10_000 });
    return count;
  };
}

/** The same over TCP on the loopback address, 32 in flight. */
export async function remoteAsk(): Promise<{ readonly piece: Piece; close(): Promise<void> }> {
  const count = 3_200;
  const inFlight = 32;
  const options = { askTimeoutMs: 10_000, frameLimitBytes: 10_485_760, rpc: { host: '127.0.0.1', port: 0 } };
  const [here, there] = await Promise.all([openControlPlane(options, io), openControlPlane(options, io)]);
  there.system.spawn<number>({ create: (context) => ({ receive: (n) => context.reply(n) }) }, 'echo');
  const echo = await here.system.resolve(`${there.system.address}/user/echo`, 5_000);
  const lane = async (): Promise<void> => {
    for (let i = 0; i < count / inFlight; i++) await here.system.ask(echo, i, { timeoutMs: 10_000 });
  };
  return {
    piece: async () => {
      await Promise.all(Array.from({ length: inFlight }, lane));
      return count;
    },
    close: async () => {
      await Promise.all([here.service.close(), there.service.close()]);
    },
  };
}

/** xstate's own mailbox: a machine that counts. Only runtime depends on it, so it is taken from there. */
export function xstateSend(): Piece {
  type Context = { readonly count: number };
  const { assign, createActor, createMachine } = createRequire(
    new URL('../../packages/runtime/package.json', import.meta.url),
  )('xstate') as {
    assign(change: { count(scope: { context: Context }): number }): unknown;
    createActor(machine: unknown): { start(): { send(event: { type: 'inc' }): void } };
    createMachine(config: object): unknown;
  };
  const count = 20_000;
  const machine = createMachine({
    context: { count: 0 },
    on: { inc: { actions: assign({ count: ({ context }) => context.count + 1 }) } },
  });
  const actor = createActor(machine).start();
  const event = { type: 'inc' } as const;
  return () => {
    for (let i = 0; i < count; i++) actor.send(event);
    return Promise.resolve(count);
  };
}

/** How many of a 5 ms timer's slots are used while two actors flood each other. */
export async function timerUnderFlood(): Promise<number> {
  const { spawn } = bound(system(true));
  const durationMs = 1_000;
  const periodMs = 5;
  let flooding = true;
  const refs: ActorRef<number>[] = [];
  for (const other of [1, 0]) refs.push(spawn<number>((n) => void (flooding && refs[other]?.tell(n + 1))));
  for (let i = 0; i < 1_000; i++) refs[i % 2]?.tell(0);
  let fired = 0;
  const timer = setInterval(() => fired++, periodMs);
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  clearInterval(timer);
  flooding = false;
  return fired / (durationMs / periodMs);
}

function bound(actors: ActorSystem): { spawn<M>(receive: (message: M) => void): ActorRef<M> } {
  return { spawn: (receive) => actors.spawn({ create: () => ({ receive }) }) };
}
