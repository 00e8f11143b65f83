/** The worked trace of flink-data-plane.md §3.6, row by row, on the real endpoints over a simulated network: two exclusive
 *  buffers, eight floating ones, one busy channel. What the event loop would do at once, the end of a turn, is held
 *  back until the row that shows it. */
import { expect, it } from 'vitest';
import { asId, type ResultPartitionId } from '../../base/index.ts';
import { copyBytesPortably } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { NetworkBufferPool, SegmentMemory } from '../buffer/index.ts';
import { RemoteGate, SingleInputGate } from '../channel/index.ts';
import { ResultPartition } from '../partition/index.ts';
import { createRingBuffer, Doorbell } from '../ring/index.ts';
import { WireTap } from '../testing/wire-tap.ts';
import { ConsumerEndpoint } from './consumer-endpoint.ts';
import { PartitionRegistry } from './partition-registry.ts';
import { ProducerEndpoint } from './producer-endpoint.ts';
import { Turn } from './turn.ts';

const PARTITION: ResultPartitionId = asId('p');
const EXCLUSIVE = 2;
const FLOATING = 8;
const BUFFER_BYTES = 64;
/** Flink's: the next buffer goes when the last one is written. */
const ONE_BUFFER_AT_A_TIME = 1;

/** A turn that ends when the test says so. */
class HeldTurn extends Turn {
  override end(): void {}

  endNow(): void {
    super.end();
  }
}

const never = (): void => expect.unreachable();

async function busyChannel() {
  const world = new SimWorld({ network: { latencyMinMs: 1, latencyMaxMs: 1 } });
  const tap = new WireTap();
  const [producing, consuming] = ['a', 'b'].map((name) => {
    const io = world.node(name);
    const memory = SegmentMemory.create(32, BUFFER_BYTES, 2);
    const pool = new NetworkBufferPool(memory);
    const networkThread = new Doorbell(memory.doorbells, 0);
    const taskThread = new Doorbell(memory.doorbells, 1);
    const turn = new HeldTurn();
    return { network: tap.tap(io.network), io, memory, pool, networkThread, taskThread, turn };
  }) as [Side, Side];

  const registry = new PartitionRegistry(producing.io.timers, 10_000);
  let producer: ProducerEndpoint | undefined;
  const listening = producing.network.listen({ host: '127.0.0.1', port: 0 }, (connection) => {
    const { memory, networkThread: doorbell, turn, io } = producing;
    const ignored = (): void => {};
    producer = new ProducerEndpoint(connection, {
      ...{ memory, doorbell, turn, registry, timers: io.timers, window: ONE_BUFFER_AT_A_TIME },
      ...{
        secret: undefined,
        subpartitionOpened: ignored,
        inFlightOutput: () => {},
        subpartitionRead: ignored,
        taskEvent: ignored,
        closed: ignored,
      },
    });
  });
  const { address } = await world.complete(listening);
  const ring = createRingBuffer();
  registry.register(PARTITION, [ring]);
  writeSixBuffers(producing, ring);

  const { memory, turn, pool, networkThread, taskThread } = consuming;
  const segments = EXCLUSIVE + FLOATING;
  const grant = pool.grant({ owner: 'gate', required: segments, wanted: segments });
  const channelRing = createRingBuffer();
  const plan = { channelIndex: 0, partitionId: PARTITION, subpartitionIndex: 0, address, ring: channelRing };
  const remote = new RemoteGate(
    {
      ...{ gateKey: 'g', grant, exclusivePerChannel: EXCLUSIVE },
      channels: [{ ...plan, flowControl: 'credit' }],
    },
    {
      ...{ memory, doorbell: networkThread, nextReceiverId: () => 1 },
      observer: { channelFailed: never, partitionMissing: never },
    },
  );
  const connection = await world.complete(consuming.network.connect(address, { timeoutMs: 1_000 }));
  const shared = { memory, turn, copyBytes: copyBytesPortably, closed: never, retired: never, reuse: true };
  const consumer = new ConsumerEndpoint(connection, {
    ...shared,
    flowControl: 'credit',
    secret: undefined,
  });
  const channel = remote.channels[0]!;
  consumer.request(channel);
  const gate = new SingleInputGate(
    { gateIndex: 0, rings: [channelRing], recycleBatch: 1 },
    { memory, doorbell: taskThread },
  );
  return {
    ...{ world, tap, channel, gate, floating: remote.floating },
    view: () => producer!.views[0]!,
    producerTurn: () => producing.turn.endNow(),
    consumerTurn: () => consuming.turn.endNow(),
    recycleOne: (): void => {
      expect(gate.pollNext()).toBe(true);
      gate.releaseCurrent();
      networkThread.dispatch();
    },
  };
}

type Side = {
  readonly io: ReturnType<SimWorld['node']>;
  readonly network: ReturnType<SimWorld['node']>['network'];
  readonly memory: SegmentMemory;
  readonly pool: NetworkBufferPool;
  readonly networkThread: Doorbell;
  readonly taskThread: Doorbell;
  readonly turn: HeldTurn;
};

function writeSixBuffers({ memory, pool, taskThread }: Side, ring: SharedArrayBuffer): void {
  const grant = pool.grant({ owner: 'p', required: 8, wanted: 8 });
  const partition = new ResultPartition(
    { partitionId: PARTITION, grant, overdraft: 0, rings: [ring] },
    { memory, doorbell: taskThread, blockUntilAvailable: () => expect.unreachable() },
  );
  const builder = partition.builders[0]!;
  for (let i = 0; i < 6; i++) {
    builder.reserve(BUFFER_BYTES);
    builder.position += BUFFER_BYTES;
  }
  builder.finish();
}

it('the worked trace of §3.6: given six waiting buffers, then each row has the figures Flink has', async () => {
  const scene = await busyChannel();
  const { world, tap, channel, floating } = scene;
  const inFlight = (): number => tap.dataOnTheWay(channel.receiverId);
  const creditInFlight = (): number => tap.creditOnTheWay(channel.receiverId);
  const row = (): Record<string, number> => {
    const { free, unannounced: u, required } = channel.credit;
    const s = scene.view().flow.credit!;
    expect(free).toBe(s + creditInFlight() + u + inFlight());
    return {
      ...{ s, inFlight: inFlight(), creditInFlight: creditInFlight() },
      ...{ free, u, q: channel.queueLength, required, floatingFree: floating.freeCount },
    };
  };
  const base = { creditInFlight: 0, u: 0, floatingFree: FLOATING };

  // 0: PartitionRequest(credit 2)
  scene.consumerTurn();
  await world.advance(2);
  expect(row()).toEqual({ ...base, s: 2, inFlight: 0, free: 2, q: 0, required: 0 });

  // 1: B0 is shipped
  scene.producerTurn();
  expect(row()).toEqual({ ...base, s: 1, inFlight: 1, free: 2, q: 0, required: 0 });

  // 2: B1 is shipped; then there is no credit
  await world.settle();
  expect(row()).toEqual({ ...base, s: 0, inFlight: 2, free: 2, q: 0, required: 0 });

  // 3: B0 arrives with a backlog of 5
  await world.runUntil(() => channel.queueLength === 1);
  const borrowed = { ...base, floatingFree: FLOATING - 6 };
  expect(row()).toEqual({ ...borrowed, s: 0, inFlight: 1, free: 7, u: 6, q: 1, required: 7 });

  // 4: AddCredit(6)
  scene.consumerTurn();
  const announced = { ...borrowed, creditInFlight: 6 };
  expect(row()).toEqual({ ...announced, s: 0, inFlight: 1, free: 7, q: 1, required: 7 });
  expect(tap.addCreditFrames).toBe(1);

  // 5: B1 arrives with a backlog of 4, and takes a floating buffer
  await world.runUntil(() => channel.queueLength === 2);
  expect(row()).toEqual({ ...announced, s: 0, inFlight: 0, free: 6, q: 2, required: 6 });

  // 6: the credit lands, B2 to B5 are shipped one by one
  await world.runUntil(() => scene.view().flow.credit === 6);
  scene.producerTurn();
  expect(row()).toEqual({ ...borrowed, s: 5, inFlight: 1, free: 6, q: 2, required: 6 });
  await world.settle();
  expect(row()).toEqual({ ...borrowed, s: 2, inFlight: 4, free: 6, q: 2, required: 6 });

  // 7: they arrive, and each takes a floating buffer
  await world.runUntil(() => channel.queueLength === 6);
  expect(row()).toEqual({ ...borrowed, s: 2, inFlight: 0, free: 2, q: 6, required: 2 });
  expect([channel.credit.exclusiveInUse, channel.credit.floatingFree]).toEqual([1, 1]);

  // 8: B0 is recycled: exclusive, so the spare floating one goes back instead
  scene.recycleOne();
  expect(row()).toEqual({ ...borrowed, s: 2, inFlight: 0, free: 2, q: 5, required: 2, floatingFree: 3 });
  expect(channel.credit.exclusiveInUse).toBe(0);

  // 9: B1 is recycled: floating, so it goes straight to the gate's pool
  scene.recycleOne();
  expect(row()).toEqual({ ...borrowed, s: 2, inFlight: 0, free: 2, q: 4, required: 2, floatingFree: 4 });
  scene.consumerTurn();
  expect(tap.addCreditFrames).toBe(1);
});
