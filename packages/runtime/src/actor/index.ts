/** Public names of `runtime/actor`: the control plane's mechanism. Messages between nodes: `remote/`. */
export type {
  Actor,
  ActorContext,
  ActorSystemHandle,
  Behaviour,
  GracefulStopOptions,
  Props,
  Termination,
} from './actor.ts';
export type { ActorGroup } from './actor-group.ts';
export type { ActorInspection, QueuedMessage } from './actor-inspection.ts';
export { isTemporaryPath, splitFullPath } from './actor-path.ts';
export { type ActorRef, fullPath, refKey, sameRef } from './actor-ref.ts';
export type { ActorSelection } from './actor-selection.ts';
export { ActorSystem, type ActorSystemOptions } from './actor-system.ts';
export type { ActorTimers } from './actor-timers.ts';
export type { AskOptions } from './ask.ts';
export { type BackoffOptions, backoffSupervisor } from './backoff-supervisor.ts';
export { type ActorIdentity, Identify, Kill, PoisonPill } from './control-message.ts';
export type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
export type { DeadLetters } from './dead-letters.ts';
export type { EventKind, EventStream, EventSubscriber, SystemEvent } from './event-stream.ts';
export {
  type AskReport,
  type ClusterGraph,
  ClusterInspector,
  type ControlOutcome,
  type ControlReport,
  type DeadLettersReport,
  type HandledMail,
  type MailboxControl,
  type MailboxReport,
  type MailboxView,
  type MissingProcess,
  type ProcessActors,
  type ProcessFacts,
  ProcessInspector,
  type QueuedMail,
  type Reports,
  serveInspection,
  type TaskMailbox,
  type TraceReport,
} from './inspect/index.ts';
export type { MailboxType } from './mailbox-type.ts';
export { NOT_INFLUENCING_IDLENESS } from './receive-timeout.ts';
export {
  type Cause,
  FlightRecorder,
  type FlightRecorderOptions,
  type MessageRecord,
} from './recorder/index.ts';
export type { RemoteTransport, TransportHost } from './remote-transport.ts';
export { ReplyFailure } from './reply-failure.ts';
export {
  CoordinatedShutdown,
  longestShutdownMs,
  SHUTDOWN_PHASES,
  type ShutdownFailure,
  type ShutdownPhase,
  type ShutdownPhaseName,
  type ShutdownReport,
  type ShutdownTask,
} from './shutdown/index.ts';
export {
  FIFO_SCHEDULING,
  RandomScheduling,
  ReplayScheduling,
  type SchedulingPolicy,
} from './scheduling/index.ts';
export {
  DEFAULT_SUPERVISION,
  type Directive,
  ESCALATE_SUPERVISION,
  FatalError,
  RPC_SUPERVISION,
  STOP_SUPERVISION,
  type SupervisorStrategy,
} from './supervision.ts';
