/** Names of `runtime/actor/inspect`: looking into the actors of a process or of a cluster. */
export {
  type ClusterGraph,
  ClusterInspector,
  type ControlOutcome,
  type MissingProcess,
  type Reports,
} from './cluster-inspector.ts';
export { serveInspection } from './inspector-actor.ts';
export type {
  AskReport,
  ControlReport,
  DeadLettersReport,
  HandledMail,
  MailboxControl,
  MailboxReport,
  ProcessActors,
  ProcessFacts,
  QueuedMail,
  TaskMailbox,
  TraceReport,
} from './mailbox-report.ts';
export { type MailboxView, ProcessInspector } from './process-inspector.ts';
export { approximateBytes, renderPayload } from './render-payload.ts';
