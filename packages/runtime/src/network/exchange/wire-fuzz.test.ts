/** A hundred thousand frames that nobody who keeps the protocol would send, random or valid ones with bytes changed,
 *  into both ends: the process lives, and a channel of another connection never notices. */
import { describe, expect, it } from 'vitest';
import { asId, type ResultPartitionId } from '../../base/index.ts';
import type { Random } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { EVERY_EVENT, eventFrame } from '../testing/every-event.ts';
import { HandFedNetwork } from '../testing/hand-fed-network.ts';
import { readAll, SimulatedTaskManager, writeBytes } from '../testing/simulated-task-manager.ts';
import {
  BUFFER_HEADER_BYTES,
  BUFFER_RESPONSE,
  BufferHeader,
  FRAME_HEADER_BYTES,
  FrameEncoder,
} from '../wire/index.ts';

/** For each of the seeds below, into each of the ends. */
const FRAMES = 12_500;
const SEEDS = [1, 2, 3, 4];
const HOSTILE_PORT = 7;
const HEALTHY_PORT = 8;

function taskManager(seed: number) {
  const network = new HandFedNetwork();
  const world = new SimWorld({ seed });
  const node = world.node('a');
  const starting = SimulatedTaskManager.start({ ...node, network });
  return { network, random: node.random, starting };
}

/** A frame that is right but for its numbers, then perhaps with some bytes changed or cut off. */
function hostileFrame(random: Random): Uint8Array {
  const small = (): number => random.integerBelow(6);
  const encoder = new FrameEncoder();
  switch (random.integerBelow(13)) {
    case 0: {
      const partitionId = ['p', 'q', '', 'x'.repeat(300)][random.integerBelow(4)]!;
      const subpartition = 1 + small();
      const request = { receiverId: small(), partitionId, subpartition };
      encoder.partitionRequest({
        ...request,
        initialCredit: small() - 2,
        flowControl: random.integerBelow(3),
      });
      break;
    }
    case 1:
      encoder.addCredit(small(), small() - 2);
      break;
    case 2:
      encoder.cancelPartitionRequest(small());
      break;
    case 3:
      encoder.resumeConsumption(small());
      break;
    case 4:
      encoder.backlogAnnouncement(small(), small() * 1_000_000 - 5);
      break;
    case 5:
      encoder.errorResponse(random.integerBelow(2) === 0 ? undefined : small(), '{"code":"NET_BAD_EVENT"}');
      break;
    case 6:
      encoder.newBufferSize(small(), (small() - 1) * 500);
      break;
    case 7:
      encoder.ackAllUserRecordsProcessed(small());
      break;
    case 12: {
      const event = { kind: small(), bytes: new Uint8Array(small() * 10) };
      encoder.taskEventRequest(small(), ['p', 'q'][random.integerBelow(2)]!, event);
      break;
    }
    case 8:
      return Uint8Array.from({ length: random.integerBelow(40) }, () => random.integerBelow(256));
    case 9:
      return mutated(randomEvent(random), random);
    default:
      return mutated(bufferFrame(random), random);
  }
  return mutated(encoder.take(), random);
}

/** A whole event of any kind, mostly in its turn. */
function randomEvent(random: Random): Uint8Array {
  const event = EVERY_EVENT[random.integerBelow(EVERY_EVENT.length)]!;
  const [receiverId, sequence, backlog] = [6, 3, 20].map((below) => random.integerBelow(below)) as [
    number,
    number,
    number,
  ];
  return eventFrame(event, { receiverId, sequence, backlog }).slice();
}

function bufferFrame(random: Random): Uint8Array {
  const size = random.integerBelow(8) === 0 ? 256 + random.integerBelow(3) : random.integerBelow(40);
  const header = Object.assign(new BufferHeader(), {
    receiverId: random.integerBelow(6),
    sequence: random.integerBelow(4),
    backlog: random.integerBelow(30) - 3,
    dataType: random.integerBelow(14),
    size,
  });
  const bytes = new Uint8Array(BUFFER_HEADER_BYTES + size);
  header.write(bytes, 0);
  return bytes;
}

function mutated(frame: Uint8Array, random: Random): Uint8Array {
  const bytes = frame.slice();
  const changes = Math.max(0, random.integerBelow(6) - 2);
  for (let i = 0; i < changes; i++) bytes[random.integerBelow(bytes.length)] = random.integerBelow(256);
  return random.integerBelow(10) === 0 ? bytes.subarray(0, random.integerBelow(bytes.length)) : bytes;
}

describe('hostile frames', () => {
  it.each(SEEDS)(
    'given those of seed %i for a producer, then a reader on another connection gets everything',
    async (seed) => {
      const { network, random, starting } = taskManager(seed);
      const producing = await starting;
      const producer = producing.produce('p', 2, 12);
      const healthy = network.arrive();
      const request = new FrameEncoder();
      request.partitionRequest({
        receiverId: 1,
        partitionId: 'p',
        subpartition: 0,
        initialCredit: 1_000_000,
        flowControl: 0,
      });
      healthy.feed(request.take());

      let hostile = network.arrive();
      for (let i = 0; i < FRAMES; i++) {
        if (hostile.isClosed) hostile = network.arrive();
        hostile.feed(hostileFrame(random));
        if (i % 500 !== 0) continue;
        writeBytes(producer, 0, (i / 500) & 255, 200);
        producer.partition.flushAll();
        producing.exchange.turn();
      }

      expect(healthy.isClosed).toBe(false);
      const payloads = healthy.written.filter((bytes) => bytes.length === 200);
      expect(payloads.map((bytes) => bytes[0])).toEqual(
        Array.from({ length: FRAMES / 500 }, (_, i) => i & 255),
      );
      hostile.destroy();
      healthy.destroy();
      producer.partition.close();
      producing.exchange.releasePartition(producer.partitionId, undefined);
      producing.takeBack(producer);
    },
  );

  it.each(SEEDS)(
    'given those of seed %i for a consumer, then a channel of another connection gets everything',
    async (seed) => {
      const { network, random, starting } = taskManager(seed + 100);
      const consuming = await starting;
      const source = (port: number, name: string) => ({
        partitionId: asId<ResultPartitionId>(name),
        subpartitionIndex: 0,
        address: { host: '127.0.0.1', port },
      });
      const healthyGate = consuming.consume('healthy', [source(HEALTHY_PORT, 'h')]);
      const turns = async (): Promise<void> => {
        for (let i = 0; i < 4; i++) await Promise.resolve();
      };
      await turns();
      const healthy = network.dialled.get(HEALTHY_PORT)!;

      let round = 0;
      let hostileGate: ReturnType<typeof consuming.consume> | undefined;
      const received: string[] = [];
      for (let i = 0; i < FRAMES; i++) {
        const connection = network.dialled.get(HOSTILE_PORT);
        if (connection === undefined || connection.isClosed || i % 500 === 0) {
          if (hostileGate !== undefined) {
            hostileGate.gate.close();
            consuming.exchange.releaseGate(hostileGate.gateKey);
            consuming.takeBack(hostileGate);
          }
          connection?.destroy();
          hostileGate = consuming.consume(
            `hostile ${round++}`,
            [1, 2, 3].map((n) => source(HOSTILE_PORT, `${n}`)),
          );
          await turns();
        }
        network.dialled.get(HOSTILE_PORT)!.feed(withLiveReceiver(hostileFrame(random), round, random));
        if (i % 500 !== 0) continue;
        const header = Object.assign(new BufferHeader(), {
          receiverId: 1,
          sequence: i / 500,
          dataType: 1,
          size: 8,
        });
        const frame = new Uint8Array(BUFFER_HEADER_BYTES + 8).fill((i / 500) & 255);
        header.write(frame, 0);
        healthy.feed(frame);
        received.push(...readAll(healthyGate, consuming.memory));
        consuming.exchange.turn();
      }

      expect(received).toEqual(Array.from({ length: FRAMES / 500 }, (_, i) => `${i & 255}x8`));
      expect(consuming.failures.filter(({ gateKey }) => gateKey === 'healthy')).toEqual([]);
      expect(new Set(consuming.failures.map(({ error }) => error.code)).size).toBeGreaterThan(5);
    },
  );
});

/** Half of the buffers are for a channel that exists: its number grows with every gate. */
function withLiveReceiver(frame: Uint8Array, round: number, random: Random): Uint8Array {
  const isBuffer = frame.length > BUFFER_HEADER_BYTES && frame[FRAME_HEADER_BYTES - 1] === BUFFER_RESPONSE;
  if (!isBuffer || random.integerBelow(2) === 0) return frame;
  const receiverId = 2 + (round - 1) * 3 + random.integerBelow(3);
  new DataView(frame.buffer, frame.byteOffset).setUint32(FRAME_HEADER_BYTES, receiverId);
  return frame;
}
