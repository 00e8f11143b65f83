/** A message on its way into a mailbox, with what the recorder knows of its origin. All fields are always there, so
 *  that every envelope has the same shape; without a recorder cause, sender and time are 0. */
import type { ActorRef } from './actor-ref.ts';

export type Envelope = {
  readonly message: unknown;
  readonly sender: ActorRef | undefined;
  /** Number of this message in its system; also its Lamport time: greater than that of every message before it. */
  readonly id: number;
  /** Id of the message during whose handling it was sent; 0 when none. It belongs to the system of `from`. */
  readonly cause: number;
  /** Serial of the actor that was sending; 0 when none was. */
  readonly from: number;
  /** On the recorder's clock, in tenths of a millisecond; the low 32 bits. */
  readonly sentAt: number;
};

/** The same message in other words: what one of the cell's own messages stands for. */
export function envelopeInstead(
  { id, cause, from, sentAt }: Envelope,
  message: unknown,
  sender: ActorRef | undefined,
): Envelope {
  return { message, sender, id, cause, from, sentAt };
}
