/** The seam between a system and its peers: what remoting offers and what it needs. TCP: `remote/`.
 *  A transport is bound before its system is created, so that the system knows its own address from the start. */
import type { ActorRef } from './actor-ref.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { RemoteCause } from './recorder/index.ts';
import type { EventStream } from './event-stream.ts';
import type { ReplyFailure } from './reply-failure.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';

export type RemoteTransport = {
  /** The system's address, such as `rivulet.tcp://rivulet@127.0.0.1:6123`. */
  readonly address: string;
  /** This system's incarnation. */
  readonly uid: number;
  /** Starts delivering to `host`; called once, by the system. */
  attach(host: TransportHost): void;
  refTo(address: string, path: string, uid: number): InternalRef;
  close(): Promise<void>;
};

/** Where a message from another node comes from, for the recorder. */
export type MessageOrigin = { readonly cause: RemoteCause; readonly address: string };

export type TransportHost = {
  readonly name: string;
  readonly address: string;
  readonly deadLetters: DeadLetters;
  readonly eventStream: EventStream;
  /** Whose work a message that leaves now belongs to; it travels with the message. */
  origin(target: ActorRef, message: unknown): RemoteCause | undefined;
  /** A message for an actor of this system. @param uid 0 when any incarnation will do */
  deliver(
    path: string,
    uid: number,
    message: unknown,
    sender: ActorRef | undefined,
    origin?: MessageOrigin,
  ): void;
  /** A message arrived that cannot be decoded: an ask that waits for it fails, and a sender that asked is answered. */
  deliverUndecodable(path: string, failure: ReplyFailure, sender: ActorRef | undefined): void;
  deliverSystem(path: string, uid: number, message: SystemMessage): void;
  /** The incarnation behind `address` is gone: whoever waits for an answer from it waits in vain. */
  peerLost(address: string, reason: string): void;
  /** The ref for an address, path and uid: a local one when the address is this system's own. */
  refTo(address: string, path: string, uid: number): InternalRef;
};
