/** Two TaskManagers on a simulated network: node `a` produces, node `b` consumes. Imported by tests alone. */
import type { NetworkAddress } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import type { CreditView } from '../exchange/index.ts';
import {
  readAll,
  SimulatedTaskManager,
  type TestConsumer,
  type TestProducer,
  type TestSource,
} from './simulated-task-manager.ts';
import { WireTap } from './wire-tap.ts';

export class SimulatedPair {
  readonly world: SimWorld;
  readonly tap: WireTap;
  readonly producing: SimulatedTaskManager;
  readonly consuming: SimulatedTaskManager;

  private constructor(
    world: SimWorld,
    tap: WireTap,
    producing: SimulatedTaskManager,
    consuming: SimulatedTaskManager,
  ) {
    this.world = world;
    this.tap = tap;
    this.producing = producing;
    this.consuming = consuming;
  }

  /** @param windowBytes how much a connection takes before its writer has to wait
   *  @param secrets of the producing and of the consuming node */
  static async start(
    windowBytes: number = 65_536,
    secrets: readonly (string | undefined)[] = [],
    reuseConnections: boolean = true,
  ): Promise<SimulatedPair> {
    const world = new SimWorld({ network: { windowBytes } });
    const tap = new WireTap();
    const start = (name: string, secret?: string): Promise<SimulatedTaskManager> => {
      const io = world.node(name);
      const tapped = { ...io, network: tap.tap(io.network) };
      return world.complete(SimulatedTaskManager.start(tapped, 512, 4, secret, reuseConnections));
    };
    return new SimulatedPair(world, tap, await start('a', secrets[0]), await start('b', secrets[1]));
  }

  /** Where a test dials in or listens as somebody who does not keep the protocol. */
  get strangerNetwork(): ReturnType<SimWorld['node']>['network'] {
    return this.world.node('stranger').network;
  }

  source(producer: TestProducer, subpartitionIndex: number = 0): TestSource {
    return { partitionId: producer.partitionId, subpartitionIndex, address: this.producing.address };
  }

  sourceAt(address: NetworkAddress, name: string): TestSource {
    return { partitionId: name as TestSource['partitionId'], subpartitionIndex: 0, address };
  }

  /** Lets everything happen that can happen within ten virtual milliseconds; timers of seconds stay pending. */
  async settle(): Promise<void> {
    do await this.world.advance(10);
    while (Number(this.producing.exchange.turn()) + Number(this.consuming.exchange.turn()) > 0);
    await this.world.advance(10);
  }

  /** Reads until nothing more comes. */
  async read(consumer: TestConsumer): Promise<string[]> {
    const seen: string[] = [];
    for (;;) {
      await this.settle();
      const more = readAll(consumer, this.consuming.memory);
      if (more.length === 0) return seen;
      seen.push(...more);
    }
  }

  /** The sending ends of all channels that are open. */
  get views(): readonly CreditView[] {
    return this.producing.exchange.producers.flatMap((endpoint) => endpoint.views);
  }

  get failureCodes(): readonly string[] {
    return this.consuming.failures.map(({ gateKey, error }) => `${gateKey}: ${error.code}`);
  }
}
