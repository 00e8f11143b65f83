/** The model before credits under random schedules on a simulated network: it holds everybody up, but it loses nothing,
 *  doubles nothing, and every segment is back where it came from. Consumers read at random; frames come in small pieces. */
import { describe, expect, it } from 'vitest';
import { SimWorld } from '../../io/sim/index.ts';
import {
  SimulatedTaskManager,
  TEST_SEGMENT_BYTES,
  type TestConsumer,
  type TestProducer,
} from '../testing/simulated-task-manager.ts';

const STEPS = 500;
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

describe('the model before credits', () => {
  it.each(SEEDS)(
    'given seed %i, then each byte arrives once and in order, and all memory returns',
    async (seed) => {
      const scene = await openScene(seed);
      for (let step = 0; step < STEPS; step++) await scene.step();

      for (const { partition } of scene.producers) partition.emitEvent({ kind: 'endOfPartition' });
      while (!scene.consumers.every(({ gate }) => gate.finished)) await scene.readAllOnce();

      expect(scene.read).toEqual(scene.written);
      expect(scene.wrongBytes).toBe(0);
      expect(scene.consuming.failures).toEqual([]);
      await scene.closeAndCheckSegments();
    },
  );

  it.each(SEEDS.slice(0, 20))(
    'given gates closed half-way with seed %i, then no segment is lost',
    async (seed) => {
      const scene = await openScene(seed);
      const steps = scene.random.integerBelow(STEPS);
      for (let step = 0; step < steps; step++) await scene.step();

      await scene.closeAndCheckSegments();
    },
  );
});

async function openScene(seed: number) {
  const world = new SimWorld({ seed, network: { chunkMaxBytes: 700, windowBytes: 2_000 } });
  const { random } = world.node('driver');
  const start = (name: string): Promise<SimulatedTaskManager> =>
    world.complete(SimulatedTaskManager.start(world.node(name), 512, 1 + (seed % 5)));
  const [producing, consuming] = [await start('a'), await start('b')];
  const gates = 1 + random.integerBelow(3);
  const producers = Array.from({ length: 1 + random.integerBelow(3) }, (_, i) =>
    producing.produce(`p${i}`, gates, gates + 1 + random.integerBelow(12)),
  );
  const consumers = Array.from({ length: gates }, (_, subpartitionIndex) => {
    const address = producing.address;
    const sources = producers.map(({ partitionId }) => ({ partitionId, subpartitionIndex, address }));
    const buffers = producers.length + random.integerBelow(8);
    return consuming.consume(`g${subpartitionIndex}`, sources, 0, buffers, { flowControl: 'tcp' });
  });
  const zeros = (): number[][] => consumers.map(() => producers.map(() => 0));
  const scene = {
    random,
    producers,
    consumers,
    consuming,
    written: zeros(),
    read: zeros(),
    wrongBytes: 0,
    step: async (): Promise<void> => {
      switch (random.integerBelow(8)) {
        case 0:
        case 1:
        case 2:
          return write(random.integerBelow(producers.length), random.integerBelow(gates));
        case 3:
          return producers[random.integerBelow(producers.length)]!.partition.flushAll();
        case 4:
          return void producing.exchange.turn();
        case 5:
          return void consuming.exchange.turn();
        case 6:
          return readOne(random.integerBelow(gates));
        default:
          return world.advance(random.next());
      }
    },
    readAllOnce: async (): Promise<void> => {
      for (let index = 0; index < gates; index++) readOne(index);
      producing.exchange.turn();
      consuming.exchange.turn();
      await world.advance(1);
    },
    closeAndCheckSegments: async (): Promise<void> => {
      for (const { gate, gateKey } of consumers) {
        gate.close();
        consuming.exchange.releaseGate(gateKey);
      }
      for (const { partition } of producers) partition.close();
      await world.advance(100);
      for (const { partitionId } of producers) producing.exchange.releasePartition(partitionId, undefined);
      await world.advance(100);
      for (const consumer of consumers) consuming.takeBack(consumer);
      for (const producer of producers) producing.takeBack(producer);
      expect([consuming.pool.freeSegments, producing.pool.freeSegments]).toEqual([512, 512]);
    },
  };

  function write(producerIndex: number, target: number): void {
    const { partition }: TestProducer = producers[producerIndex]!;
    if (!partition.available && !partition.refreshAvailability()) return;
    const builder = partition.builders[target]!;
    const length = 1 + random.integerBelow(TEST_SEGMENT_BYTES);
    if (builder.position + length > builder.limit) builder.reserve(length);
    for (let i = 0; i < length; i++) {
      builder.memory.bytes[builder.position++] = scene.written[target]![producerIndex]!++ & 255;
    }
  }

  function readOne(index: number): void {
    const { gate }: TestConsumer = consumers[index]!;
    if (!gate.pollNext() || gate.event !== undefined) return;
    for (let at = gate.start; at < gate.end; at++) {
      const expected = scene.read[index]![gate.channelIndex]!++ & 255;
      if (consuming.memory.bytes[at] !== expected) scene.wrongBytes++;
    }
    gate.releaseCurrent();
  }

  await world.advance(10);
  return scene;
}
