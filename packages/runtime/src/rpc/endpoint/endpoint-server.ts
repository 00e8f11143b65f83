/** The actor behind one endpoint: its life (START, STOP, TERMINATE), its main thread, and its calls.
 *  Path: gateway → mailbox → **endpoint-server** → invocation → the endpoint's method.
 *  Invariant: what goes wrong inside a call answers the caller; what goes wrong outside of one crashes the endpoint,
 *  and with it every endpoint of the process, because nobody can say what state is left.
 *  Source: Flink's PekkoRpcActor; the decisions are rpc-endpoint-machine.ts. */
import type { Actor, ActorContext, ActorRef, FlightRecorder } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import type { TimerHandle, Timers } from '../../io/index.ts';
import { initialSnapshot, type MachineSnapshot, step } from '../../machine/index.ts';
import type { MainThread } from '../main-thread.ts';
import { CallHandler, type CallHandlerOptions } from './call-handler.ts';
import type { EndpointHooks } from './endpoint-hooks.ts';
import { RPC_ENDPOINT_TABLE, type RpcEndpointState } from './rpc-endpoint-machine.ts';
import { LifeMessage, type RpcMessage, RunAsync } from './rpc-messages.ts';

export type EndpointServerOptions = CallHandlerOptions & {
  readonly timers: Timers;
  readonly recorder: FlightRecorder;
  /** An error escaped outside of a call. */
  crashed(server: EndpointServer, error: unknown): void;
};

export class EndpointServer implements Actor<RpcMessage> {
  readonly endpointId: string;
  readonly address: string;
  readonly mainThread: MainThread;
  readonly terminated: Promise<void>;
  readonly #hooks: EndpointHooks;
  readonly #options: EndpointServerOptions;
  readonly #calls: CallHandler;
  readonly #delayed = new Set<TimerHandle>();
  #self: ActorRef<RpcMessage> | undefined;
  #snapshot: MachineSnapshot<RpcEndpointState, Record<never, never>> = initialSnapshot(RPC_ENDPOINT_TABLE);
  #inTurn = false;
  #failure: { readonly cause: unknown } | undefined;
  #settle!: { resolve(): void; reject(cause: unknown): void };

  constructor(hooks: EndpointHooks, options: EndpointServerOptions) {
    this.#hooks = hooks;
    this.#options = options;
    this.endpointId = options.endpointId;
    this.address = options.address;
    this.mainThread = {
      runAsync: (action) => this.#sendAsSelf(new RunAsync(action)),
      scheduleRunAsync: (delayMs, action) => this.#schedule(delayMs, action),
    };
    this.terminated = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
    // Nobody has to look at it: a crash is logged where it happens.
    this.terminated.catch(() => undefined);
    this.#calls = new CallHandler(hooks, options);
  }

  get state(): RpcEndpointState {
    return this.#snapshot.value;
  }

  /** True while one message of this endpoint is being handled. */
  get inTurn(): boolean {
    return this.#inTurn;
  }

  /** What people see of it. */
  inspectState(): Readonly<Record<string, string>> {
    const delayed = this.#delayed.size;
    return { endpoint: this.state, 'delayed actions': String(delayed), ...this.#hooks.states() };
  }

  start(): void {
    this.#send(new LifeMessage({ type: 'START' }));
  }

  stop(): void {
    this.#send(new LifeMessage({ type: 'STOP' }));
  }

  terminate(): Promise<void> {
    this.#send(new LifeMessage({ type: 'TERMINATE' }));
    return this.terminated;
  }

  /** Called once, before anything else can happen. */
  spawned(self: ActorRef<RpcMessage>): void {
    this.#self = self;
  }

  /** Something else brings this endpoint down; the first cause stays. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
  }

  /** The actor is gone, in order or not. Idempotent. */
  postStop(): void {
    for (const timer of this.#delayed) timer.cancel();
    this.#delayed.clear();
    if (this.#failure === undefined) this.#settle.resolve();
    else this.#settle.reject(this.#failure.cause);
  }

  receive(message: RpcMessage, context: ActorContext<RpcMessage>): void {
    this.#inTurn = true;
    const topic = this.#hooks.topic() ?? topicOf(message, this.#options.recorder);
    if (topic !== undefined) this.#options.recorder.topic(topic);
    try {
      if (message instanceof LifeMessage) this.#live(message, context);
      else if (message instanceof RunAsync) this.#run(message);
      else this.#calls.handle(message, this.state, context.sender);
    } catch (error) {
      this.fail(error);
      this.#options.crashed(this, error);
      throw error;
    } finally {
      this.#inTurn = false;
    }
  }

  /** Lets a continuation belong to the message at hand. */
  continuing<Args extends readonly unknown[]>(action: (...args: Args) => void): (...args: Args) => void {
    const { recorder } = this.#options;
    const cause = recorder.capture();
    return (...args) => recorder.within(cause, () => action(...args));
  }

  #live({ event, cause }: LifeMessage, context: ActorContext<RpcMessage>): void {
    const { snapshot, effects, handled } = step(RPC_ENDPOINT_TABLE, this.#snapshot, event);
    assert(handled, `${this.endpointId} cannot ${event.type} while ${this.state}`);
    this.#snapshot = snapshot;
    if (cause !== undefined) this.fail(cause);
    for (const effect of effects) {
      switch (effect.type) {
        case 'callOnStart':
          this.#callOnStart();
          break;
        case 'callOnStop':
          this.#callOnStop();
          break;
        case 'stopSelf':
          context.stop(context.self);
          break;
      }
    }
  }

  #callOnStart(): void {
    const failed = (cause: unknown): void => this.#send(new LifeMessage({ type: 'ON_START_FAILED' }, cause));
    try {
      this.#hooks.onStart()?.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #callOnStop(): void {
    const done = (cause?: unknown): void => this.#send(new LifeMessage({ type: 'ON_STOP_DONE' }, cause));
    try {
      this.#hooks.onStop().then(() => done(), done);
    } catch (error) {
      done(error);
    }
  }

  #run(message: RunAsync): void {
    // As with calls: an endpoint that is not started does nothing.
    if (this.state === 'STARTED' || this.state === 'TERMINATING') message.action();
  }

  #schedule(delayMs: number, action: () => void): TimerHandle {
    let live = true;
    const cause = this.#options.recorder.capture();
    const handle: TimerHandle = {
      cancel: () => {
        live = false;
        timer.cancel();
        this.#delayed.delete(handle);
      },
    };
    const timer = this.#options.timers.after(delayMs, () => {
      this.#delayed.delete(handle);
      // Asked again when it runs: it may be cancelled while it waits in the mailbox.
      const runIfLive = (): void => {
        if (live) action();
      };
      this.#options.recorder.within(cause, () => this.mainThread.runAsync(runIfLive));
    });
    this.#delayed.add(handle);
    return handle;
  }

  /** Also from a promise or a timer, where no actor is at work. */
  #sendAsSelf(message: RpcMessage): void {
    this.#options.recorder.asActor(this.#self?.path ?? '', () => this.#send(message));
  }

  #send(message: RpcMessage): void {
    assert(this.#self !== undefined, 'an endpoint sends to itself only once its actor exists');
    this.#self.tell(message);
  }
}

/** The job a call is about: named by an argument, or an argument itself once it has been named. */
function topicOf(message: RpcMessage, recorder: FlightRecorder): string | undefined {
  if (!('args' in message) || !Array.isArray(message.args)) return undefined;
  for (const argument of message.args as readonly unknown[]) {
    if (typeof argument === 'string' && recorder.knowsTopic(argument)) return argument;
    if (typeof argument !== 'object' || argument === null) continue;
    const { jobId } = argument as { readonly jobId?: unknown };
    if (typeof jobId === 'string') return jobId;
  }
  return undefined;
}
