/** A small endpoint, and the same one fenced, with everything a test of the RPC layer wants to see. For tests only. */
import { ActorSystem } from '../../actor/index.ts';
import type { FencingToken } from '../../base/index.ts';
import type { TimerHandle } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import {
  defineGateway,
  FencedRpcEndpoint,
  type GatewayDescriptor,
  type GatewayImplementation,
  RpcEndpoint,
  RpcService,
} from '../index.ts';

export type CounterGateway = {
  add(amount: number): Promise<number>;
  addLater(amount: number): Promise<number>;
  failNow(): Promise<void>;
  failLater(): Promise<void>;
  bump(): void;
};

export const COUNTER: GatewayDescriptor<CounterGateway> = defineGateway('CounterGateway', {
  add: 'ask',
  addLater: 'ask',
  failNow: 'ask',
  failLater: 'ask',
  bump: 'tell',
});

export class CounterEndpoint
  extends RpcEndpoint<CounterGateway>
  implements GatewayImplementation<CounterGateway>
{
  readonly events: string[] = [];
  total: number = 0;
  whenStopping: () => Promise<void> = () => Promise.resolve();
  startFailure: Error | undefined;
  readonly secret: number = 42;

  constructor(service: RpcService) {
    super(service, { name: 'counter', gateway: COUNTER });
  }

  add(amount: number): number {
    this.assertMainThread();
    this.total += amount;
    return this.total;
  }

  addLater(amount: number): Promise<number> {
    return Promise.resolve().then(() => this.total + amount);
  }

  failNow(): void {
    throw new RangeError('not now');
  }

  failLater(): Promise<void> {
    return Promise.reject(new RangeError('not later'));
  }

  bump(): void {
    this.total++;
  }

  /** Shows what is protected. */
  run(action: () => void): void {
    this.runAsync(action);
  }

  runLater(delayMs: number, action: () => void): TimerHandle {
    return this.scheduleRunAsync(delayMs, action);
  }

  continueWith<T>(promise: Promise<T>, then: (value: T) => void, failed: (error: unknown) => void): void {
    this.main(promise, then, failed);
  }

  protected override onStart(): void {
    this.events.push('onStart');
    if (this.startFailure !== undefined) throw this.startFailure;
  }

  protected override async onStop(): Promise<void> {
    this.events.push('onStop');
    await this.whenStopping();
  }
}

export class FencedCounterEndpoint
  extends FencedRpcEndpoint<CounterGateway>
  implements GatewayImplementation<CounterGateway>
{
  total: number = 0;

  constructor(service: RpcService, fencingToken: FencingToken) {
    super(service, { name: 'fenced', gateway: COUNTER, fencingToken });
  }

  add(amount: number): number {
    return (this.total += amount);
  }

  addLater(amount: number): number {
    return this.total + amount;
  }

  failNow(): void {}
  failLater(): void {}

  bump(): void {
    this.total++;
  }
}

export function openService(): { world: SimWorld; system: ActorSystem; service: RpcService } {
  const world = new SimWorld();
  const io = world.node('node');
  const system = ActorSystem.create({ name: 'rivulet', io });
  return { world, system, service: new RpcService(system, { io }) };
}

export async function errorOf(world: SimWorld, promise: Promise<unknown>): Promise<unknown> {
  return world.complete(
    promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}
