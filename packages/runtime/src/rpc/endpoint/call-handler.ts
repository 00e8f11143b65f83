/** Serves the calls of one endpoint: handshake, fence, method table, answer.
 *  Path: endpoint-server → **call-handler** → the endpoint's method → answer to the asker.
 *  Invariant: nothing of the endpoint runs before the fence has let the call through, and only names of the gateway's
 *  descriptor are looked up in it, whatever arrives on the wire. Source: Flink's FencedPekkoRpcActor. */
import { type ActorRef, type FlightRecorder, ReplyFailure } from '../../actor/index.ts';
import { type FencingToken, streamError } from '../../base/index.ts';
import type { Logger } from '../../io/index.ts';
import type { EndpointHooks } from './endpoint-hooks.ts';
import type { RpcEndpointState } from './rpc-endpoint-machine.ts';
import {
  RPC_VERSION,
  type RpcHandshake,
  type RpcHandshakeAnswer,
  type RpcInvocation,
} from './rpc-messages.ts';

type Method = (this: object, ...args: unknown[]) => unknown;

export type CallHandlerOptions = {
  readonly endpointId: string;
  readonly address: string;
  readonly log: Logger;
  /** Sends an answer, or the failure that says why it cannot be sent. */
  answer(asker: ActorRef, value: unknown, method: string): void;
  readonly recorder: Pick<FlightRecorder, 'capture' | 'within'>;
};

export class CallHandler {
  readonly #hooks: EndpointHooks;
  readonly #options: CallHandlerOptions;
  readonly #methods: ReadonlyMap<string, (args: readonly unknown[]) => unknown>;

  constructor(hooks: EndpointHooks, options: CallHandlerOptions) {
    this.#hooks = hooks;
    this.#options = options;
    const { implementation } = hooks;
    this.#methods = new Map(
      Object.keys(hooks.gateway.methods).map((name) => [
        name,
        // Looked up at the call: the endpoint's constructor may not be over yet.
        (args) => (Reflect.get(implementation, name) as Method).apply(implementation, [...args]),
      ]),
    );
  }

  /** Never throws: whatever goes wrong in a call is the caller's to know. */
  handle(message: RpcInvocation | RpcHandshake, state: RpcEndpointState, asker: ActorRef | undefined): void {
    try {
      this.#refuse(message, state);
      const answer = message.rpc === 'handshake' ? this.#shakeHands(message) : this.#invoke(message);
      if (answer instanceof Promise) this.#answerLater(answer, message.type, asker);
      else if (asker !== undefined) this.#options.answer(asker, answer, message.type);
    } catch (error) {
      this.#fail(error, message.type, asker);
    }
  }

  #refuse(message: RpcInvocation | RpcHandshake, state: RpcEndpointState): void {
    const { endpointId } = this.#options;
    if (state === 'STOPPED') {
      throw streamError('RPC_ENDPOINT_NOT_STARTED', { endpoint: endpointId, method: String(message.type) });
    }
    if (!this.#hooks.fenced) return;
    const expected = this.#hooks.fencingToken();
    const received = message.fencingToken;
    // A handshake without a token asks for it: how a caller finds the leader where there is no election.
    if (message.rpc === 'handshake' && received === undefined) return;
    if (expected !== undefined && received === expected) return;
    throw streamError('FENCING_TOKEN_MISMATCH', {
      endpoint: endpointId,
      method: String(message.type),
      expected: expected ?? 'none',
      received: received ?? 'none',
    });
  }

  #shakeHands(message: RpcHandshake): RpcHandshakeAnswer {
    const { endpointId, address } = this.#options;
    if (message.version !== RPC_VERSION) {
      const details = { endpoint: endpointId, expected: RPC_VERSION, received: message.version };
      throw streamError('RPC_VERSION_MISMATCH', details);
    }
    const { name } = this.#hooks.gateway;
    if (message.gateway !== name) {
      const details = { endpoint: endpointId, expected: name, received: message.gateway };
      throw streamError('RPC_GATEWAY_MISMATCH', details);
    }
    const token: FencingToken | undefined = this.#hooks.fencingToken();
    return { version: RPC_VERSION, address, ...(token === undefined ? {} : { fencingToken: token }) };
  }

  #invoke(message: RpcInvocation): unknown {
    const method = this.#methods.get(message.type);
    if (message.rpc !== 'invoke' || method === undefined || !Array.isArray(message.args)) {
      throw streamError('RPC_UNKNOWN_METHOD', {
        gateway: this.#hooks.gateway.name,
        method: String(message.type),
      });
    }
    return method(message.args);
  }

  #answerLater(answer: Promise<unknown>, method: string, asker: ActorRef | undefined): void {
    const { recorder } = this.#options;
    const cause = recorder.capture();
    answer.then(
      (value) => {
        if (asker !== undefined) recorder.within(cause, () => this.#options.answer(asker, value, method));
      },
      (error: unknown) => recorder.within(cause, () => this.#fail(error, method, asker)),
    );
  }

  #fail(error: unknown, method: string, asker: ActorRef | undefined): void {
    if (asker !== undefined) asker.tell(new ReplyFailure(error));
    // A tell has nobody to answer to, so it is at least written down.
    else this.#options.log.warn({ endpoint: this.#options.endpointId, method, error }, 'told call failed');
  }
}
