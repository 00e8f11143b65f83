/** The messages an endpoint's actor understands.
 *  Plain objects may come from anywhere, also over a wire; `RunAsync` and `LifeMessage` are classes, whose instances
 *  can only be made in this process, so no peer can make an endpoint run code, start or stop.
 *  Source: Flink's rpc.messages. */
import type { FencingToken } from '../../base/index.ts';
import type { RpcEndpointEvent } from './rpc-endpoint-machine.ts';

/** Raised with every incompatible change of these messages or of a gateway. */
export const RPC_VERSION = 2;

export type RpcInvocation = {
  readonly rpc: 'invoke';
  /** The method. Named so because mailbox listings show a message's `type`. */
  readonly type: string;
  readonly args: readonly unknown[];
  /** Absent when the caller knows none: right for unfenced endpoints, refused by fenced ones. */
  readonly fencingToken?: FencingToken;
};

export type RpcHandshake = {
  readonly rpc: 'handshake';
  readonly type: 'handshake';
  readonly version: number;
  readonly gateway: string;
  /** When given, it must be the endpoint's current one. */
  readonly fencingToken?: FencingToken;
};

export type RpcHandshakeAnswer = {
  readonly version: number;
  /** The endpoint's own path, when it was looked up with a wildcard. */
  readonly address: string;
  /** The endpoint's current token, for callers that had none (standalone leader retrieval). */
  readonly fencingToken?: FencingToken;
};

export class RunAsync {
  readonly action: () => void;

  constructor(action: () => void) {
    this.action = action;
  }
}

/** A step in the endpoint's life; `cause` belongs to a failed start or stop. */
export class LifeMessage {
  /** For listings and traces. */
  readonly type: RpcEndpointEvent['type'];
  readonly event: RpcEndpointEvent;
  readonly cause: unknown;

  constructor(event: RpcEndpointEvent, cause?: unknown) {
    this.type = event.type;
    this.event = event;
    this.cause = cause;
  }
}

export type LocalMessage = RunAsync | LifeMessage;
export type RpcMessage = RpcInvocation | RpcHandshake | LocalMessage;
