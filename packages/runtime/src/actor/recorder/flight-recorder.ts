/** Remembers the last messages of a system: who sent what to whom, caused by which message, handled when and how.
 *  Always on, in fixed memory: one line of four numbers a message, and rings beside them for what rarely changes; names
 *  are numbers in bounded registers. Payloads are never looked at. Path: cell and dispatcher → **recorder** → inspect/.
 *  Invariant: the clock is read once a turn at most, not once a message; nothing here allocates for a message but
 *  its envelope. Idea: flight recorders of databases; causes and Lamport time as in message-passing debuggers. */
import { isTemporaryPath } from '../actor-path.ts';
import { type ActorRef, fullPath } from '../actor-ref.ts';
import { describeMessage } from '../describe-message.ts';
import type { Envelope } from '../envelope.ts';
import { ChangeRing } from './change-ring.ts';
import { LineMarks } from './line-marks.ts';
import type { MessageOutcome, MessageRecord, RecordKind } from './message-record.ts';
import { NameRing } from './name-ring.ts';
import { ACTORS, CAUSE, ID, LINE_BITS, readLines, type RecordedLines, SENT_AT } from './read-lines.ts';
import { type RecorderClock, RecorderTime } from './recorder-time.ts';
import { type Cause, NOBODY, type RemoteCause } from './remote-cause.ts';

export type FlightRecorderOptions = {
  /** Messages remembered, a power of two; 0 switches the recorder off. Default 4,096: about 300 KB. */
  readonly capacity?: number;
};

const DEFAULT_CAPACITY = 4_096;
const ACTORS_NAMED = 8_192;
const TYPES_NAMED = 2_048;
const TOPICS_NAMED = 1_024;

export class FlightRecorder {
  readonly enabled: boolean;
  readonly #kept: RecordedLines;
  readonly #time: RecorderTime;
  readonly #mask: number;
  readonly #lines: Int32Array;
  readonly #actorNames: NameRing;
  readonly #topicNames: NameRing;
  /** Lines written since the start; the rings hold the last of them. */
  #count = 0;
  #lamport = 0;
  /** Who is at work, and on what; 0 outside of turns. */
  #actor = 0;
  #message = 0;
  #type = '';
  #now = 0;
  /** Whether `#now` may still be used; without a recorder it always may. */
  #fresh: boolean;

  constructor(clock: RecorderClock, options: FlightRecorderOptions = {}) {
    const wanted = options.capacity ?? DEFAULT_CAPACITY;
    const capacity = Math.max(1, wanted);
    this.enabled = wanted > 0;
    this.#fresh = !this.enabled;
    this.#mask = capacity - 1;
    this.#time = new RecorderTime(clock);
    this.#lines = new Int32Array(capacity << LINE_BITS);
    this.#actorNames = new NameRing(ACTORS_NAMED);
    this.#topicNames = new NameRing(TOPICS_NAMED);
    this.#kept = {
      lines: this.#lines,
      marks: new LineMarks(capacity),
      types: new ChangeRing(capacity),
      // A run of turns that handles one message notes its beginning and its end.
      times: new ChangeRing(2 * capacity),
      time: this.#time,
      actorNames: this.#actorNames,
      typeNames: new NameRing(TYPES_NAMED),
      topicNames: this.#topicNames,
    };
  }

  /** @returns the serial under which the actor is recorded */
  actorCreated(path: string): number {
    return this.#actorNames.add(path);
  }

  /** Hot: once per message. Where it comes from: the actor at work. */
  sent(message: unknown, sender: ActorRef | undefined): Envelope {
    if (!this.#fresh) this.nowMs();
    return {
      message,
      sender,
      id: ++this.#lamport,
      cause: this.#message,
      from: this.#actor,
      sentAt: this.#now,
    };
  }

  /** What was sent last, from outside of any turn, calls for none: the next one needs a look at the clock. */
  clockGoesOn(): void {
    if (this.#actor === 0) this.#fresh = !this.enabled;
  }

  /** A turn begins whose time is worth knowing: how long it took is told by the next one's beginning. */
  turnBegins(): void {
    if (this.enabled) this.#beginPeriod();
  }

  /** The last turn of a run is over: nobody is at work. */
  turnsEnd(): void {
    if (!this.enabled) return;
    this.#actor = 0;
    this.#message = 0;
    this.#beginPeriod();
    this.#fresh = false;
  }

  /** Hot: once per message. */
  handlingBegins(actor: number, envelope: Envelope): void {
    if (!this.enabled) return;
    const { id } = envelope;
    this.#actor = actor;
    this.#message = id;
    const type = describeMessage(envelope.message);
    if (type !== this.#type) this.#changeType(type);
    const lines = this.#lines;
    const at = (this.#count++ & this.#mask) << LINE_BITS;
    lines[at + ID] = id;
    lines[at + CAUSE] = envelope.cause;
    lines[at + SENT_AT] = envelope.sentAt;
    lines[at + ACTORS] = (envelope.from << 16) | (actor & 0xffff);
  }

  /** How the message at hand ended, unless all is well. */
  outcome(outcome: MessageOutcome): void {
    const line = this.#lineAtHand();
    if (line !== undefined) this.#kept.marks.markOutcome(line, outcome);
  }

  /** What the message at hand is about; what it causes is about the same. */
  topic(topic: string): void {
    const line = this.#lineAtHand();
    if (line !== undefined) this.#kept.marks.markTopic(line, this.#topicNames.numberOf(topic));
  }

  /** Whether messages were about this before. */
  knowsTopic(topic: string): boolean {
    return this.#topicNames.knows(topic);
  }

  /** A step of an actor's life; what the actor sends meanwhile is caused by it. */
  lived(actor: number, step: string): void {
    if (!this.enabled) return;
    this.#write('system', actor, step);
    this.#actor = actor;
    this.#message = this.#lamport;
  }

  decided(child: number, directive: string): void {
    this.#write('directive', child, directive);
  }

  /** An ask was answered. @param asker who was at work when it asked, and why */
  answered(asker: Cause, type: string): void {
    this.#write('answer', asker.actor, type);
  }

  /** Who is at work now, to go on in its name later. */
  capture(): Cause {
    return this.#actor === 0 ? NOBODY : { actor: this.#actor, message: this.#message };
  }

  /** Runs `action` in the name of an actor when nobody is at work: for what it sends itself from outside of a turn. */
  asActor(path: string, action: () => void): void {
    if (!this.enabled || this.#actor !== 0) return action();
    this.within({ actor: this.#actorNames.numberOf(path), message: 0 }, action);
  }

  /** Runs `action` in the name of `cause`: for what goes on after a promise or a timer. */
  within<T>(cause: Cause, action: () => T): T {
    const [actor, message] = [this.#actor, this.#message];
    this.#actor = cause.actor;
    this.#message = cause.message;
    try {
      return action();
    } finally {
      this.#actor = actor;
      this.#message = message;
    }
  }

  /** For a message that leaves this node. An answer to an ask is written down where it arrives. */
  departing(target: ActorRef, message: unknown): RemoteCause | undefined {
    if (!this.enabled) return undefined;
    if (isTemporaryPath(target.path)) this.#lamport++;
    else this.#write('departure', this.#actorNames.numberOf(fullPath(target)), describeMessage(message));
    return [this.#lamport, this.#message, this.#actorNames.nameOf(this.#actor) ?? ''];
  }

  /** @returns whose work a message from another node goes on with */
  arrived([clock, message, path]: RemoteCause, address: string): Cause {
    this.#lamport = Math.max(this.#lamport, clock);
    if (!this.enabled || path === '') return NOBODY;
    return { actor: this.#actorNames.numberOf(`${address}${path}`), message };
  }

  /** Reads the clock, for the caller and for what it sends next. */
  nowMs(): number {
    const nowMs = this.#time.nowMs();
    if (this.enabled) this.#now = this.#time.tenthsAt(nowMs);
    this.#fresh = true;
    return nowMs;
  }

  /** Milliseconds since the message was sent. */
  ageMs({ sentAt }: Envelope): number {
    return this.enabled ? this.#time.msSince(sentAt) : 0;
  }

  nameOf(actor: number): string | undefined {
    return this.#actorNames.nameOf(actor);
  }

  /** How many lines were written since the start. */
  get total(): number {
    return this.#count;
  }

  /** The remembered lines, the oldest first. */
  records(): Generator<MessageRecord> {
    return readLines(this.#kept, this.#count, this.#lamport);
  }

  /** Rare lines: they take effect at once. */
  #write(kind: RecordKind, to: number, type: string): void {
    if (!this.enabled) return;
    if (type !== this.#type) this.#changeType(type);
    const line = this.#count++;
    const at = (line & this.#mask) << LINE_BITS;
    this.#lines[at + ID] = ++this.#lamport;
    this.#lines[at + CAUSE] = this.#message;
    this.#lines[at + SENT_AT] = this.#now;
    this.#lines[at + ACTORS] = (this.#actor << 16) | (to & 0xffff);
    this.#kept.marks.markKind(line, kind);
  }

  /** Of the message at hand; since then only lines about what it did were written. */
  #lineAtHand(): number | undefined {
    if (!this.enabled || this.#message === 0) return undefined;
    const oldest = Math.max(0, this.#count - this.#mask - 1);
    for (let line = this.#count - 1; line >= oldest; line--) {
      if (this.#lines[((line & this.#mask) << LINE_BITS) + ID] === (this.#message | 0)) return line;
    }
    return undefined;
  }

  /** Most messages are of the same type as the one before; from the next line on they are of this one. */
  #changeType(type: string): void {
    this.#type = type;
    this.#kept.types.note(this.#count, this.#kept.typeNames.numberOf(type));
  }

  #beginPeriod(): void {
    this.nowMs();
    this.#kept.times.note(this.#count, this.#now);
  }
}
