/** What inspection tells about one process: its actors, one mailbox in all its lanes, asks, watches, dead letters.
 *  Plain data: it crosses processes and becomes JSON. */
import type { ActorInspection } from '../actor-inspection.ts';
import type { TimerInspection } from '../actor-timers.ts';
import type { DeadLetterReason } from '../dead-letter.ts';
import type { MessageOutcome, MessageRecord } from '../recorder/index.ts';

/** Not an actor: what a thread runs takes its mail from shared memory and from its message port. */
export type TaskMailbox = { readonly thread: string; readonly tasks: readonly string[] };

export type ProcessActors = {
  /** `jobmanager`, or a TaskManager's id. */
  readonly process: string;
  readonly address: string;
  readonly actors: readonly ActorInspection[];
  readonly taskMailboxes: readonly TaskMailbox[];
};

/** What the parts of a process show of themselves beside their actors, by topic; several parts may share a topic. */
export type ProcessFacts = {
  readonly process: string;
  readonly address: string;
  readonly facts: Readonly<Record<string, readonly unknown[]>>;
};

export type QueuedMail = {
  readonly position: number;
  readonly type: string;
  /** The actor at work when it was sent, else the ref it was sent with; absent for an ask from outside of actors. */
  readonly sender: string | undefined;
  readonly ageMs: number;
  readonly sizeBytes: number;
  /** Until the ask that it belongs to gives up; only known where the asker lives. */
  readonly askLeftMs: number | undefined;
  readonly payload?: unknown;
};

export type HandledMail = {
  readonly id: number;
  readonly type: string;
  readonly sender: string | undefined;
  readonly handledMs: number;
  readonly waitMs: number;
  /** Of its turn. */
  readonly durationMs: number;
  readonly outcome: MessageOutcome;
  /** `type → path` of what was sent meanwhile; `answer to …` for answers. */
  readonly sent: readonly string[];
};

export type AskReport = {
  readonly asker: string | undefined;
  readonly target: string;
  readonly description: string;
  readonly ageMs: number;
  readonly leftMs: number;
};

export type MailboxReport = {
  readonly process: string;
  readonly address: string;
  readonly actor: ActorInspection;
  /** Where the machines of the actor stand, by name. */
  readonly states: Readonly<Record<string, string>>;
  readonly system: readonly string[];
  readonly user: readonly QueuedMail[];
  readonly stash: readonly QueuedMail[];
  readonly timers: readonly TimerInspection[];
  /** Asks of this actor that wait for an answer. */
  readonly asksOut: readonly AskReport[];
  /** Asks of others, from anywhere in the cluster, that wait for this actor. */
  readonly asksIn: readonly AskReport[];
  readonly watching: readonly string[];
  readonly watchers: readonly string[];
  readonly handled: readonly HandledMail[];
};

export type DeadLettersReport = {
  readonly process: string;
  readonly total: number;
  readonly byReason: Readonly<Partial<Record<DeadLetterReason, number>>>;
  readonly latest: readonly {
    readonly atMs: number;
    readonly reason: DeadLetterReason;
    readonly type: string;
    readonly sender: string | undefined;
    readonly recipient: string;
  }[];
};

export type GraphReport = {
  readonly process: string;
  readonly address: string;
  readonly asks: readonly AskReport[];
  /** Full paths. */
  readonly watches: readonly { readonly watcher: string; readonly watched: string }[];
};

export type TraceReport = {
  readonly process: string;
  readonly address: string;
  readonly records: readonly MessageRecord[];
};

export type MailboxControl = 'pause' | 'resume' | 'step';

/** Which actors a control took effect on. */
export type ControlReport = {
  readonly process: string;
  readonly address: string;
  readonly paths: readonly string[];
  /** How many waiting messages a step let through. */
  readonly stepped: number;
};
