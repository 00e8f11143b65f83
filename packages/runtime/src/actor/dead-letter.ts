/** A message that could not be delivered, and why. */
import type { ActorRef } from './actor-ref.ts';

export type DeadLetterReason =
  /** The actor stopped, or nobody lives under that path. */
  | 'terminated'
  | 'notFound'
  /** A bounded mailbox was full. */
  | 'mailboxFull'
  /** A backoff supervisor waits before it starts the actor again. */
  | 'backingOff'
  /** An answer came after its ask was over. */
  | 'lateReply'
  /** The peer cannot be reached, or the queue towards it is full. */
  | 'unreachable'
  | 'queueFull'
  /** The ref names an incarnation of a node that is gone. */
  | 'peerRestarted'
  | 'oversized'
  | 'undecodable';

export type DeadLetter = {
  readonly message: unknown;
  readonly sender: ActorRef | undefined;
  /** Address and path. */
  readonly recipient: string;
  readonly reason: DeadLetterReason;
};
