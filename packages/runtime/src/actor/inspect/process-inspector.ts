/** Looks into the actors of one system, from outside their mailboxes: nothing here sends to what it looks at.
 *  Path: REST or another process → cluster-inspector → inspector-actor → **here** → cells and recorder.
 *  Invariant: looking changes nothing; pausing is possible below `/user` only, so that inspection itself goes on. */
import { USER_PATH } from '../actor-path.ts';
import { fullPath } from '../actor-ref.ts';
import type { ActorCell } from '../actor-cell.ts';
import type { ActorSystem } from '../actor-system.ts';
import { describeMessage } from '../describe-message.ts';
import type { Envelope } from '../envelope.ts';
import type { MessageRecord } from '../recorder/index.ts';
import { DeadLetterLog } from './dead-letter-log.ts';
import type {
  AskReport,
  ControlReport,
  DeadLettersReport,
  GraphReport,
  HandledMail,
  MailboxControl,
  MailboxReport,
  ProcessActors,
  ProcessFacts,
  QueuedMail,
  TaskMailbox,
  TraceReport,
} from './mailbox-report.ts';
import { approximateBytes, renderPayload } from './render-payload.ts';

export type MailboxView = {
  /** Most queued messages shown per lane. */
  readonly queued: number;
  /** Most handled messages shown. */
  readonly handled: number;
  readonly payloads: boolean;
};

/** Where inspection itself lives; left out of what it shows. */
export const INSPECTOR_NAME = 'inspector';
export const INSPECTOR_PATH: string = `/system/${INSPECTOR_NAME}`;

export class ProcessInspector {
  readonly system: ActorSystem;
  readonly #deadLetters: DeadLetterLog;
  #process: string;
  #taskMailboxes: () => readonly TaskMailbox[] = () => [];
  readonly #shown = new Map<string, Set<() => unknown>>();

  constructor(system: ActorSystem, process = 'jobmanager') {
    this.system = system;
    this.#process = process;
    this.#deadLetters = new DeadLetterLog(system.eventStream, system.io.clock);
  }

  /** Of which process this is; a TaskManager's id is known only after its system. */
  describe(process: string): void {
    this.#process = process;
  }

  /** Where to look for mailboxes that are not actors'. */
  showTasks(tasks: () => readonly TaskMailbox[]): void {
    const before = this.#taskMailboxes;
    this.#taskMailboxes = () => [...before(), ...tasks()];
  }

  /** Lets a part of the process be looked at: `read` is called between two messages, changes nothing and gives plain
   *  data. @returns takes it back */
  show(topic: string, read: () => unknown): () => void {
    const readers = this.#shown.get(topic) ?? new Set();
    this.#shown.set(topic, readers.add(read));
    return () => void readers.delete(read);
  }

  facts(topics: readonly string[]): ProcessFacts {
    const read = (topic: string): readonly unknown[] =>
      [...(this.#shown.get(topic) ?? [])].map((reader) => reader());
    return { ...this.#place(), facts: Object.fromEntries(topics.map((topic) => [topic, read(topic)])) };
  }

  actors(): ProcessActors {
    const taskMailboxes = this.#taskMailboxes();
    return { ...this.#place(), actors: this.system.snapshot(), taskMailboxes };
  }

  /** One report for each actor at `path`, which may hold wildcards. */
  mailboxes(path: string, view: MailboxView): readonly MailboxReport[] {
    return this.system.cellsAt(path).map((cell) => this.#mailbox(cell, view));
  }

  deadLetters(): DeadLettersReport {
    const { total } = this.system.deadLetters;
    const byReason = this.system.deadLetters.counts();
    return { process: this.#process, total, byReason, latest: this.#deadLetters.latest };
  }

  graph(): GraphReport {
    const watches = this.system.cells().flatMap((cell) => {
      const watcher = fullPath(cell.ref);
      return cell.deathWatch.edges().watching.map((ref) => ({ watcher, watched: fullPath(ref) }));
    });
    return { ...this.#place(), asks: this.#asks(), watches };
  }

  /** The last `count` lines of the recorder, the oldest first. */
  trace(count: number): TraceReport {
    const records = this.#records().filter(({ to }) => !to.endsWith(INSPECTOR_PATH));
    return { ...this.#place(), records: records.slice(-count) };
  }

  control(control: MailboxControl, path: string, count: number): ControlReport {
    const cells = this.system.cellsAt(path).filter(({ ref }) => ref.path.startsWith(`${USER_PATH}/`));
    let stepped = 0;
    for (const cell of cells) {
      if (control === 'pause') cell.pause();
      else if (control === 'resume') cell.unpause();
      else stepped += cell.step(count);
    }
    return { ...this.#place(), paths: cells.map(({ ref }) => ref.path), stepped };
  }

  #place(): { readonly process: string; readonly address: string } {
    return { process: this.#process, address: this.system.address };
  }

  #mailbox(cell: ActorCell<unknown>, view: MailboxView): MailboxReport {
    const { mailbox, stash, timers, actor } = cell.parts;
    const { path } = cell.ref;
    const own = fullPath(cell.ref);
    const asks = this.#asks();
    const { watching, watchers } = cell.deathWatch.edges();
    const user = firstOf(view.queued, (position) => mailbox.peek(position));
    return {
      ...this.#place(),
      actor: cell.inspect(),
      states: actor?.inspectState?.() ?? {},
      system: firstOf(view.queued, (position) => mailbox.peekSystem(position)).map(({ kind }) => kind),
      user: user.map((envelope, position) => this.#queued(envelope, position, view)),
      stash: stash.slice(0, view.queued).map((envelope, position) => this.#queued(envelope, position, view)),
      timers,
      asksOut: asks.filter(({ asker }) => asker === own),
      asksIn: asks.filter(({ target }) => target === own),
      watching: watching.map(fullPath),
      watchers: watchers.map(fullPath),
      handled: this.#handled(path, view.handled),
    };
  }

  #queued(envelope: Envelope, position: number, { payloads }: MailboxView): QueuedMail {
    const { message, sender, from } = envelope;
    const { recorder } = this.system;
    const ask = sender && this.system.pendingAsks().find(({ path }) => path === sender.path);
    return {
      position,
      type: describeMessage(message),
      sender: recorder.nameOf(from) ?? (ask === undefined ? sender?.path : undefined),
      ageMs: recorder.ageMs(envelope),
      sizeBytes: approximateBytes(message),
      askLeftMs: ask?.leftMs,
      ...(payloads ? { payload: renderPayload(message) } : {}),
    };
  }

  #asks(): readonly AskReport[] {
    return this.system
      .pendingAsks()
      .filter(({ target }) => !target.endsWith(INSPECTOR_PATH))
      .map(({ asker, target, description, ageMs, leftMs }) => ({
        asker: asker === undefined ? undefined : this.#full(asker),
        target,
        description,
        ageMs,
        leftMs,
      }));
  }

  #full(path: string): string {
    return path.startsWith('/') ? `${this.system.address}${path}` : path;
  }

  #handled(path: string, count: number): readonly HandledMail[] {
    const records = this.#records();
    const handled = records.filter(({ kind, to }) => kind === 'message' && to === path).slice(-count);
    return handled.map(({ id, type, from, handledMs, waitMs, durationMs, outcome }) => ({
      id,
      type,
      sender: from,
      handledMs,
      waitMs,
      durationMs,
      outcome,
      sent: records
        .filter((record) => record.cause === id && record.from === path && record.kind !== 'system')
        .map(({ kind, type, to }) => (kind === 'answer' ? `answer to ${type}` : `${type} → ${to}`)),
    }));
  }

  #records(): readonly MessageRecord[] {
    return [...this.system.recorder.records()];
  }
}

function firstOf<T>(count: number, at: (position: number) => T | undefined): readonly T[] {
  const found: T[] = [];
  for (let position = 0; position < count; position++) {
    const item = at(position);
    if (item === undefined) break;
    found.push(item);
  }
  return found;
}
