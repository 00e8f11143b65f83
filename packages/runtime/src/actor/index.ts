/** Public names of `runtime/actor`: the control plane's mechanism. Messages between nodes: `remote/`. */
export type { Actor, ActorContext, ActorSystemHandle, Props, Termination } from './actor.ts';
export type { ActorGroup } from './actor-group.ts';
export type { ActorInspection, QueuedMessage } from './actor-inspection.ts';
export { isTemporaryPath, splitFullPath } from './actor-path.ts';
export { type ActorRef, fullPath, refKey, sameRef } from './actor-ref.ts';
export { ActorSystem, type ActorSystemOptions } from './actor-system.ts';
export type { ActorTimers } from './actor-timers.ts';
export type { AskOptions } from './ask.ts';
export { PoisonPill } from './control-message.ts';
export type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
export type { DeadLetters } from './dead-letters.ts';
export type { EventKind, EventStream, EventSubscriber, SystemEvent } from './event-stream.ts';
export type { RemoteTransport, TransportHost } from './remote-transport.ts';
export { ReplyFailure } from './reply-failure.ts';
export {
  DEFAULT_SUPERVISION,
  type Directive,
  ESCALATE_SUPERVISION,
  FatalError,
  RPC_SUPERVISION,
  STOP_SUPERVISION,
  type SupervisorStrategy,
} from './supervision.ts';
