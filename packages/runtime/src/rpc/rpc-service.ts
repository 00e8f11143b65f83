/** The control plane's door for one process: starts endpoints, connects to those of others.
 *  One actor system below it, one actor per endpoint under `/user/rpc`, one counter for their names. Closing it ends
 *  every endpoint in order (`onStop`), then the system. Source: Flink's PekkoRpcService. */
import { type ActorGroup, type ActorSystem, RPC_SUPERVISION } from '../actor/index.ts';
import { type FencingToken, isStreamError, streamError } from '../base/index.ts';
import type { Io } from '../io/index.ts';
import {
  type EndpointHooks,
  type EndpointHost,
  EndpointServer,
  RPC_VERSION,
  type RpcHandshake,
  type RpcHandshakeAnswer,
  type RpcInvocation,
} from './endpoint/index.ts';
import type { GatewayDescriptor } from './gateway-descriptor.ts';
import { createGateway, type RpcGateway } from './rpc-gateway.ts';

export type RpcServiceOptions = {
  readonly io: Io;
  /** Deadline of an ask that names no other, and of looking a peer up. */
  readonly askTimeoutMs?: number;
};

export const DEFAULT_ASK_TIMEOUT_MS = 10_000;
export const DEFAULT_FRAME_LIMIT_BYTES = 10_485_760;

export class RpcService implements EndpointHost, AsyncDisposable {
  readonly #system: ActorSystem;
  readonly #io: Io;
  readonly #askTimeoutMs: number;
  /** `/user/rpc`: endpoints are never restarted, since their state is spread over peers. */
  readonly #endpoints: ActorGroup;
  readonly #servers = new Set<EndpointServer>();
  #endpointCount = 0;
  #closing: Promise<void> | undefined;

  constructor(system: ActorSystem, options: RpcServiceOptions) {
    this.#system = system;
    this.#io = options.io;
    this.#askTimeoutMs = options.askTimeoutMs ?? DEFAULT_ASK_TIMEOUT_MS;
    this.#endpoints = system.spawnGroup('rpc', RPC_SUPERVISION);
    void system.whenTerminated.then(() => {
      for (const server of this.#servers) server.postStop();
    });
  }

  /** The actor system's address: what stands before `/user/rpc/…`. */
  get address(): string {
    return this.#system.address;
  }

  /** Called by the endpoint's constructor.
   *  @param name prefix; the endpoint is called `<name>_<n>`
   *  @throws StreamError RPC_SERVICE_CLOSED */
  startServer(name: string, hooks: EndpointHooks): EndpointServer {
    if (this.#closing !== undefined) throw streamError('RPC_SERVICE_CLOSED', { endpoint: name });
    const endpointId = `${name}_${this.#endpointCount++}`;
    const server = new EndpointServer(hooks, {
      endpointId,
      address: `${this.#system.address}${this.#endpoints.ref.path}/${endpointId}`,
      timers: this.#io.timers,
      recorder: this.#system.recorder,
      log: this.#io.log,
      answer: (asker, value) => asker.tell(value),
      crashed: (crashed, error) => this.#crashed(crashed, error),
    });
    this.#servers.add(server);
    const forget = (): void => void this.#servers.delete(server);
    server.terminated.then(forget, forget);
    server.spawned(this.#endpoints.spawn({ create: () => server }, endpointId));
    return server;
  }

  /** Looks an endpoint up, shakes hands, and gives its gateway.
   *  @param address may end in a wildcard: `…/user/rpc/dispatcher_*`
   *  @param fencingToken when absent, the endpoint's current one is taken over
   *  @throws StreamError RECIPIENT_UNREACHABLE, ASK_TIMEOUT, RPC_VERSION_MISMATCH, RPC_GATEWAY_MISMATCH,
   *    FENCING_TOKEN_MISMATCH, RPC_ENDPOINT_NOT_STARTED */
  async connect<Gateway>(
    address: string,
    descriptor: GatewayDescriptor<Gateway>,
    fencingToken?: FencingToken,
  ): Promise<RpcGateway<Gateway>> {
    const { recorder } = this.#system;
    const cause = recorder.capture();
    const target = await this.#system.resolve(address, this.#askTimeoutMs);
    const handshake: RpcHandshake = {
      rpc: 'handshake',
      type: 'handshake',
      version: RPC_VERSION,
      gateway: descriptor.name,
      ...fence(fencingToken),
    };
    const options = { timeoutMs: this.#askTimeoutMs, description: 'handshake' };
    const answer = await recorder.within(cause, () =>
      this.#system.ask<RpcHandshakeAnswer>(target, handshake, options),
    );
    const token = fencingToken ?? answer.fencingToken;
    return createGateway(
      descriptor,
      { address: answer.address, fencingToken: token },
      {
        tell: (method, args) => target.tell(invocation(method, args, token)),
        ask: (method, args, timeoutMs = this.#askTimeoutMs) =>
          this.#system
            .ask(target, invocation(method, args, token), { timeoutMs, description: method })
            .catch((error: unknown) => {
              throw namedIfTooLarge(error, method, answer.address);
            }),
      },
    );
  }

  /** Ends every endpoint, then the actor system. Idempotent.
   *  @throws the first failure of an endpoint, after everything has ended */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    const ended = await Promise.allSettled([...this.#servers].map((server) => server.terminate()));
    await this.#system.terminate();
    for (const result of ended) if (result.status === 'rejected') throw result.reason;
  }

  /** RPC_SUPERVISION then terminates the system, and the siblings end with this cause. */
  #crashed(crashed: EndpointServer, error: unknown): void {
    const cause = streamError(
      'RPC_ENDPOINT_CRASHED',
      { endpoint: crashed.endpointId, reason: error instanceof Error ? error.message : String(error) },
      error,
    );
    this.#io.log.error({ endpoint: crashed.endpointId, error }, 'endpoint crashed outside of a call');
    for (const server of this.#servers) if (server !== crashed) server.fail(cause);
  }
}

function invocation(
  method: string,
  args: readonly unknown[],
  token: FencingToken | undefined,
): RpcInvocation {
  return { rpc: 'invoke', type: method, args, ...fence(token) };
}

/** The transport knows sizes, this layer knows the method. */
function namedIfTooLarge(error: unknown, method: string, endpoint: string): unknown {
  if (!isStreamError(error, 'REMOTE_FRAME_TOO_LARGE')) return error;
  const { sizeBytes = 0, limitBytes = 0 } = error.details;
  return streamError('RPC_MESSAGE_TOO_LARGE', { method, endpoint, sizeBytes, limitBytes }, error);
}

function fence(token: FencingToken | undefined): { readonly fencingToken?: FencingToken } {
  return token === undefined ? {} : { fencingToken: token };
}
