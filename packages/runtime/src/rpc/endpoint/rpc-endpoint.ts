/** A component that others call: Dispatcher, ResourceManager, JobMaster, TaskExecutor. One actor each.
 *  Path: gateway → message → endpoint-actor → **this** (the method of the same name).
 *  Invariant: its state is touched only while its actor handles one message; whatever comes back from a promise or a
 *  timer comes back as a message (`main`, `runAsync`, `scheduleRunAsync`), so no method needs a lock.
 *  Source: Flink's RpcEndpoint. */
import { assert, type FencingToken } from '../../base/index.ts';
import type { TimerHandle } from '../../io/index.ts';
import type { GatewayDescriptor } from '../gateway-descriptor.ts';
import type { MainThread } from '../main-thread.ts';
import type { EndpointHooks } from './endpoint-hooks.ts';
import type { EndpointServer } from './endpoint-server.ts';
import type { RpcEndpointState } from './rpc-endpoint-machine.ts';

/** How an endpoint implements a gateway: an asked method may answer at once or later. */
export type GatewayImplementation<Gateway> = {
  readonly [Method in keyof Gateway]: Gateway[Method] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer | Promise<Answer>
    : Gateway[Method];
};

/** What starts endpoints: an `RpcService`. */
export type EndpointHost = {
  startServer(name: string, hooks: EndpointHooks): EndpointServer;
};

export type RpcEndpointOptions<Gateway> = {
  /** Prefix of the name: `taskmanager` becomes `taskmanager_0`. */
  readonly name: string;
  readonly gateway: GatewayDescriptor<Gateway>;
};

export abstract class RpcEndpoint<Gateway> {
  readonly #server: EndpointServer;
  /** For helpers that call back, such as heartbeats and registrations. */
  protected readonly mainThread: MainThread;

  /** Creates the actor; calls are refused until `start`. */
  constructor(service: EndpointHost, options: RpcEndpointOptions<Gateway>) {
    this.#server = service.startServer(options.name, {
      gateway: options.gateway,
      implementation: this,
      fencingToken: () => this.currentFencingToken(),
      fenced: this.isFenced(),
      topic: () => this.inspectTopic(),
      states: () => this.inspectStates(),
      onStart: () => this.onStart(),
      onStop: () => this.onStop(),
    });
    this.mainThread = this.#server.mainThread;
  }

  /** `rivulet.tcp://rivulet@host:port/user/rpc/<name>_<n>`, or without host when the system is local. */
  get address(): string {
    return this.#server.address;
  }

  /** `<name>_<n>`: the last part of the path. */
  get endpointId(): string {
    return this.#server.endpointId;
  }

  get endpointState(): RpcEndpointState {
    return this.#server.state;
  }

  /** Resolves when the endpoint has ended in order; rejects with the cause when it failed. */
  get terminated(): Promise<void> {
    return this.#server.terminated;
  }

  start(): void {
    this.#server.start();
  }

  /** Calls are refused again until the next `start`. */
  stop(): void {
    this.#server.stop();
  }

  /** Runs `onStop`, during which calls are still served, then ends. Idempotent. */
  closeAsync(): Promise<void> {
    return this.#server.terminate();
  }

  protected onStart(): void | Promise<void> {}

  protected onStop(): Promise<void> {
    return Promise.resolve();
  }

  protected currentFencingToken(): FencingToken | undefined {
    return undefined;
  }

  protected isFenced(): boolean {
    return false;
  }

  /** What all its messages are about, for people who look inside. */
  protected inspectTopic(): string | undefined {
    return undefined;
  }

  /** Where its machines stand, for people who look inside. Must not change anything. */
  protected inspectStates(): Readonly<Record<string, string>> {
    return {};
  }

  /** Runs `action` as a message of this endpoint. An error in it crashes the endpoint: nobody else would hear it. */
  protected runAsync(action: () => void): void {
    this.mainThread.runAsync(action);
  }

  protected scheduleRunAsync(delayMs: number, action: () => void): TimerHandle {
    return this.mainThread.scheduleRunAsync(delayMs, action);
  }

  /** Continues on the main thread when `promise` settles. */
  protected main<Value>(
    promise: Promise<Value>,
    then: (value: Value) => void,
    failed: (error: unknown) => void,
  ): void {
    const run = this.#server.continuing((action: () => void) => this.runAsync(action));
    promise.then(
      (value) => run(() => then(value)),
      (error: unknown) => run(() => failed(error)),
    );
  }

  /** Guards state against code that runs after an `await` and outside of a message. */
  protected assertMainThread(): void {
    assert(this.#server.inTurn, `${this.endpointId} touches its state outside of its main thread`);
  }
}
