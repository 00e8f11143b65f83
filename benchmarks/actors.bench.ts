/** Messages per second of the actor system, beside xstate's `actor.send` in the same run.
 *  Run: `pnpm bench actors [rounds]`. After a round that warms up, every round runs all pieces, forth and back in turn;
 *  the best of each is printed with the median. Aims: 5 million local tells/s and 20 times xstate; the recorder costs
 *  less than 15 %; a 5 ms timer fires in 80 % of its slots under a flood. */
import { createRequire } from 'node:module';
import { type ActorRef, ActorSystem } from '@rivulet/runtime/actor';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { openControlPlane } from '@rivulet/runtime/rpc';

const args = process.argv.slice(2).filter((arg) => arg !== 'actors');
const rounds = Number(args[0] ?? 5);
const io = openNodeIo({ logLevel: 'silent' });

/** A function that does it once and resolves with how many messages were handled. */
type Piece = () => Promise<number>;

function system(recorder: boolean): ActorSystem {
  return ActorSystem.create({ name: 'bench', io, ...(recorder ? {} : { recorder: { capacity: 0 } }) });
}

/** An actor sends a portion, another one counts and asks for the next. */
function tellFlood(recorder: boolean): Piece {
  const count = 2_000_000;
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
function pingPong(recorder: boolean): Piece {
  const count = 500_000;
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
function ring(recorder: boolean): Piece {
  const size = 1_000;
  const count = 500_000;
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
function ask(recorder: boolean): Piece {
  const count = 50_000;
  const actors = system(recorder);
  const echo = actors.spawn<number>({ create: (context) => ({ receive: (n) => context.reply(n) }) });
  return async () => {
    for (let i = 0; i < count; i++) await actors.ask(echo, i, { timeoutMs: 10_000 });
    return count;
  };
}

/** The same over TCP on the loopback address, 32 in flight. */
async function remoteAsk(): Promise<{ readonly piece: Piece; close(): Promise<void> }> {
  const count = 10_000;
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
function xstateSend(): Piece {
  type Context = { readonly count: number };
  const { assign, createActor, createMachine } = createRequire(
    new URL('../packages/runtime/package.json', import.meta.url),
  )('xstate') as {
    assign(change: { count(scope: { context: Context }): number }): unknown;
    createActor(machine: unknown): { start(): { send(event: { type: 'inc' }): void } };
    createMachine(config: object): unknown;
  };
  const count = 100_000;
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
async function timerUnderFlood(): Promise<number> {
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

const remote = await remoteAsk();
const pieces: readonly (readonly [string, Piece])[] = [
  ['tell flood, recorder on', tellFlood(true)],
  ['tell flood, recorder off', tellFlood(false)],
  ['ping-pong, recorder on', pingPong(true)],
  ['ping-pong, recorder off', pingPong(false)],
  ['ring of 1000 actors, recorder on', ring(true)],
  ['ring of 1000 actors, recorder off', ring(false)],
  ['ask, recorder on', ask(true)],
  ['ask, recorder off', ask(false)],
  ['remote ask on loopback, 32 in flight', remote.piece],
  ['xstate actor.send, machine with a count', xstateSend()],
];
const results = new Map<string, number[]>(pieces.map(([name]) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  // Whoever comes first finds other compiled code than whoever comes second: they take turns.
  for (const [name, piece] of round % 2 === 0 ? pieces : pieces.toReversed()) {
    const start = performance.now();
    const handled = await piece();
    if (round === 0) continue;
    results.get(name)?.push((handled * 1_000) / (performance.now() - start));
  }
}
const best = (name: string): number => Math.max(...(results.get(name) ?? [NaN]));
const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;
for (const [name, rates] of results) {
  const median = rates.toSorted((a, b) => a - b)[rates.length >> 1] ?? NaN;
  const [shownBest, shownMedian] = [best(name), median].map((rate) => Math.round(rate).toLocaleString('en'));
  process.stdout.write(`${name.padEnd(42)}${shownBest?.padStart(12)}/s  (median ${shownMedian})\n`);
}
process.stdout.write('\n');
for (const name of ['tell flood', 'ping-pong', 'ring of 1000 actors', 'ask']) {
  const cost = 1 - best(`${name}, recorder on`) / best(`${name}, recorder off`);
  process.stdout.write(`recorder costs in ${name}: ${percent(cost)}\n`);
}
const factor = best('tell flood, recorder on') / best('xstate actor.send, machine with a count');
process.stdout.write(`local tells are ${factor.toFixed(0)} times xstate's actor.send\n`);
process.stdout.write(`a 5 ms timer under flood: ${percent(await timerUnderFlood())} of its slots\n`);
await remote.close();
