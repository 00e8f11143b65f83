/** The data planes of two TaskManagers in one thread, on virtual time: the network threads are simulated, the tasks are
 *  the test. The same code as with real threads, but for how the network thread sleeps. Imported by tests alone. */
import { copyBytesPortably } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { SegmentMemory } from '../buffer/index.ts';
import type { GateThread } from '../channel/index.ts';
import {
  lookEvery,
  NETWORK_THREAD_ENTRY,
  NetworkThread,
  ShuffleEnvironment,
  type ShuffleEnvironmentOptions,
  type TaskChannels,
} from '../environment/index.ts';
import type { PartitionThread } from '../partition/index.ts';
import { Doorbell } from '../ring/index.ts';

export type SimulatedEnvironments = {
  readonly world: SimWorld;
  readonly producing: ShuffleEnvironment;
  readonly consuming: ShuffleEnvironment;
};

/** @param lookEveryMs how often a network thread looks whether it was rung; longer for tests of long times */
export async function simulatedEnvironments(
  options: Partial<ShuffleEnvironmentOptions> = {},
  lookEveryMs: number = 0.1,
): Promise<SimulatedEnvironments> {
  const world = new SimWorld();
  const start = (name: string): Promise<ShuffleEnvironment> => {
    const io = world.node(name);
    world.registerThreadEntry(
      NETWORK_THREAD_ENTRY,
      (port) => void new NetworkThread(port, io, copyBytesPortably, lookEvery(io.timers, lookEveryMs)),
    );
    const listenAddress = { host: '127.0.0.1', port: 0 };
    return world.complete(
      ShuffleEnvironment.start(io, { listenAddress, networkMemoryBytes: 2_000_000, ...options }),
    );
  };
  return { world, producing: await start('a'), consuming: await start('b') };
}

/** What a task thread of the environment has; it must never have to wait inside a record. */
export function testThread(
  environment: ShuffleEnvironment,
  channels: TaskChannels,
): GateThread & PartitionThread {
  return {
    memory: SegmentMemory.attach(channels.memory),
    doorbell: Doorbell.attach(environment.allocateDoorbell()),
    blockUntilAvailable: () => {
      throw new Error(`${channels.taskName} has no segment left`);
    },
  };
}
