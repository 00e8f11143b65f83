/** What the REST endpoint answers about actors: all of it Rivulet's own. Reports of single processes are runtime's. */
import type {
  AskReport,
  ControlReport,
  MessageRecord,
  MissingProcess,
  ProcessActors,
} from '@rivulet/runtime/actor';

/** The actors of each process. */
export type ClusterActors = {
  readonly processes: readonly ProcessActors[];
  readonly missing: readonly MissingProcess[];
};

/** What pausing, resuming or stepping did, and what it will lead to. */
export type ControlAnswer = {
  readonly actors: readonly ControlReport[];
  readonly waiting: readonly AskReport[];
  readonly newAsksTimeOutAfterMs?: number;
  readonly lostAfterMs?: number;
};

/** One message of the trace. */
export type ClusterTraceEvent = MessageRecord & {
  readonly process: string;
  readonly key: string;
  readonly causeKey?: string;
};

export type ClusterTrace = {
  readonly events: readonly ClusterTraceEvent[];
  readonly missing: readonly MissingProcess[];
};
