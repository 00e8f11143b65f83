/** Messages that wait in the user mailbox like any other but are handled by the cell, not by `receive`.
 *  Each keeps its place in the queue: a poison pill is taken after everything sent before it. */
import type { ActorRef } from './actor-ref.ts';

export class ControlMessage {}

/** Stops the actor when its turn comes. */
export class PoisonPill extends ControlMessage {}

/** Makes the actor fail with ACTOR_KILLED when its turn comes; its supervisor decides, by default to stop it. */
export class Kill extends ControlMessage {}

/** Answered by every living actor with an `ActorIdentity`. */
export class Identify extends ControlMessage {}

export type ActorIdentity = { readonly ref: ActorRef };

/** A watched actor died; calls the `actorTerminated` hook unless it was unwatched meanwhile. */
export class TerminatedNotice extends ControlMessage {
  readonly ref: ActorRef;
  readonly existenceConfirmed: boolean;
  readonly addressTerminated: boolean;

  constructor(ref: ActorRef, existenceConfirmed: boolean, addressTerminated: boolean) {
    super();
    this.ref = ref;
    this.existenceConfirmed = existenceConfirmed;
    this.addressTerminated = addressTerminated;
  }
}

/** A keyed timer fired; delivered only if that timer was neither cancelled nor replaced since. */
export class TimerTick extends ControlMessage {
  readonly key: string;
  readonly generation: number;

  constructor(key: string, generation: number) {
    super();
    this.key = key;
    this.generation = generation;
  }
}

/** The actor has been idle for as long as it asked for; delivered only if it still is. */
export class IdleNotice extends ControlMessage {
  readonly generation: number;

  constructor(generation: number) {
    super();
    this.generation = generation;
  }
}

/** A message that the cell needs to keep its word (a death to tell, a tick that re-arms its timer) never finds the
 *  mailbox full. Their number is bounded by the watches and timers. */
export function isOwnMessage(message: unknown): boolean {
  return message instanceof ControlMessage && !(message instanceof Identify);
}
