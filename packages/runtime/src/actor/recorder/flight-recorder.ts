/** Remembers the last messages of a system: who sent what to whom, caused by which message, handled when and how.
 *  Always on, in fixed memory: rings of numbers, one line a message; names are numbers in bounded registers. Payloads
 *  are never looked at. Path: cell and dispatcher → **recorder** → inspect/.
 *  Invariant: the clock is read once a turn at most, not once a message; nothing here allocates for a message but
 *  its envelope. Idea: flight recorders of databases; causes and Lamport time as in message-passing debuggers. */
import { isTemporaryPath } from '../actor-path.ts';
import { type ActorRef, fullPath } from '../actor-ref.ts';
import { describeMessage } from '../describe-message.ts';
import { type Envelope, envelopeOf } from '../envelope.ts';
import type { MessageOutcome, MessageRecord, RecordKind } from './message-record.ts';
import { NameRing } from './name-ring.ts';

/** Who is at work: an actor and the message it handles. */
export type Cause = { readonly actor: number; readonly message: number };

/** What a message to another node tells of its origin: Lamport time, message and path of the sending actor. */
export type RemoteCause = readonly [clock: number, message: number, path: string];

/** From a wire: whatever a peer sends. */
export function isRemoteCause(value: unknown): value is RemoteCause {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [clock, message, path] = value as readonly unknown[];
  return Number.isSafeInteger(clock) && Number.isSafeInteger(message) && typeof path === 'string';
}

export type RecorderClock = { nowMs(): number; wallMs(): number };

export type FlightRecorderOptions = {
  /** Messages remembered, a power of two; 0 switches the recorder off. Default 16,384: about 1 MB. */
  readonly capacity?: number;
};

const DEFAULT_CAPACITY = 16_384;
const ACTORS_NAMED = 8_192;
const TYPES_NAMED = 2_048;
const TOPICS_NAMED = 1_024;
const TENTHS = 10;
/** Turns of one run before which the clock is read; then, under a flood, only before every 32nd. */
const TURNS_TIMED = 4;

/** Fields of a line. */
const ID = 0;
const CAUSE = 1;
const SENT_AT = 2;
/** Sender in the upper half, receiver in the lower one. */
const ACTORS = 3;
const TYPE = 4;
const LINE = 5;
const KINDS_MAX = 8;
const OUTCOMES_MAX = 8;

const KINDS: readonly RecordKind[] = ['message', 'answer', 'system', 'directive', 'departure'];
const OUTCOMES: readonly MessageOutcome[] = ['ok', 'failed', 'stashed', 'unhandled', 'withdrawn'];
const NOTHING: Cause = { actor: 0, message: 0 };

export class FlightRecorder {
  readonly enabled: boolean;
  readonly #clock: RecorderClock;
  /** What the monotonic clock showed at epoch. */
  readonly #epochMs: number;
  readonly #startMs: number;
  readonly #mask: number;
  readonly #turnMask: number;
  /** One line after the other, each of `LINE` numbers. */
  readonly #lines: Int32Array;
  /** Kind, outcome and topic of a line in one number, valid where the other one names the line. */
  readonly #marks: Float64Array;
  readonly #markedLines: Int32Array;
  /** When each turn that was timed began, by number; the next one's beginning is its end. */
  readonly #turnAts: Int32Array;
  /** How many lines there were then. */
  readonly #turnLines: Float64Array;
  readonly #actorNames = new NameRing(ACTORS_NAMED);
  readonly #typeNames = new NameRing(TYPES_NAMED);
  readonly #topicNames = new NameRing(TOPICS_NAMED);
  #lastTypeName = '';
  #lastType = 0;
  #count = 0;
  /** Number of the line of the message at hand, from 1. */
  #line = 0;
  #turn = 0;
  #turnsOfRun = 0;
  #now = 0;
  /** Whether `#now` may still be used outside of a turn. */
  #fresh = false;
  #lamport = 0;
  #actor = 0;
  #message = 0;

  constructor(clock: RecorderClock, options: FlightRecorderOptions = {}) {
    const wanted = options.capacity ?? DEFAULT_CAPACITY;
    const capacity = Math.max(1, wanted);
    this.enabled = wanted > 0;
    this.#clock = clock;
    this.#startMs = clock.nowMs();
    this.#epochMs = clock.wallMs();
    this.#mask = capacity - 1;
    // A turn may handle nothing, and each run of turns has an end.
    this.#turnMask = 4 * capacity - 1;
    this.#lines = new Int32Array(LINE * capacity);
    this.#marks = new Float64Array(capacity);
    this.#markedLines = new Int32Array(capacity);
    this.#turnAts = new Int32Array(4 * capacity);
    this.#turnLines = new Float64Array(4 * capacity);
  }

  /** @returns the serial under which the actor is recorded */
  actorCreated(path: string): number {
    return this.#actorNames.add(path);
  }

  /** Hot: once per message. Where it comes from: the actor at work. */
  sent(message: unknown, sender: ActorRef | undefined): Envelope {
    if (!this.enabled) return envelopeOf(message, sender);
    if (!this.#fresh) this.#readClock();
    return {
      message,
      sender,
      id: ++this.#lamport,
      cause: this.#message,
      from: this.#actor,
      sentAt: this.#now,
    };
  }

  /** The message was put where no turn is due: the next one needs a look at the clock. */
  heldBack(): void {
    if (this.#actor === 0) this.#fresh = false;
  }

  /** Hot: once per turn. */
  turnBegins(): void {
    if (!this.enabled) return;
    const turn = this.#turnsOfRun++;
    if (turn < TURNS_TIMED || (turn & 31) === 0) this.#beginPeriod();
  }

  /** The last turn of a run is over. */
  turnsEnd(): void {
    if (!this.enabled) return;
    this.#turnsOfRun = 0;
    this.#beginPeriod();
    this.#fresh = false;
  }

  /** Hot: once per message. */
  handlingBegins(actor: number, envelope: Envelope): void {
    if (!this.enabled) return;
    this.#actor = actor;
    this.#message = envelope.id;
    const type = describeMessage(envelope.message);
    if (type !== this.#lastTypeName) this.#noteType(type);
    const lines = this.#lines;
    const at = (this.#count++ & this.#mask) * LINE;
    lines[at + ID] = envelope.id;
    lines[at + CAUSE] = envelope.cause;
    lines[at + SENT_AT] = envelope.sentAt;
    lines[at + ACTORS] = (envelope.from << 16) | (actor & 0xffff);
    lines[at + TYPE] = this.#lastType;
    this.#line = this.#count;
  }

  /** The turn is over: nobody is at work. */
  workEnds(): void {
    this.#actor = 0;
    this.#message = 0;
  }

  /** How the message at hand ended, unless all is well. */
  outcome(outcome: MessageOutcome): void {
    if (this.enabled && this.#message !== 0) this.#mark(this.#line, OUTCOMES.indexOf(outcome) * KINDS_MAX);
  }

  /** What the message at hand is about; what it causes is about the same. */
  topic(topic: string): void {
    if (!this.enabled || this.#message === 0) return;
    this.#mark(this.#line, this.#topicNames.numberOf(topic) * KINDS_MAX * OUTCOMES_MAX);
  }

  /** A step of an actor's life; what the actor sends meanwhile is caused by it. */
  lived(actor: number, step: string): void {
    if (!this.enabled) return;
    this.#write('system', actor, step, this.#actor);
    this.#actor = actor;
    this.#message = this.#lamport;
  }

  decided(child: number, directive: string): void {
    this.#write('directive', child, directive, this.#actor);
  }

  /** An ask was answered. @param asker who was at work when it asked, and why */
  answered(asker: Cause, type: string): void {
    this.#write('answer', asker.actor, type, this.#actor);
  }

  /** Whether messages were about this before. */
  knowsTopic(topic: string): boolean {
    return this.#topicNames.knows(topic);
  }

  /** Who is at work now, to go on in its name later. */
  capture(): Cause {
    return this.#actor === 0 ? NOTHING : { actor: this.#actor, message: this.#message };
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
    else {
      const to = this.#actorNames.numberOf(fullPath(target));
      this.#write('departure', to, describeMessage(message), this.#actor);
    }
    return [this.#lamport, this.#message, this.#actorNames.nameOf(this.#actor) ?? ''];
  }

  /** @returns whose work a message from another node goes on with */
  arrived([clock, message, path]: RemoteCause, address: string): Cause {
    this.#lamport = Math.max(this.#lamport, clock);
    if (!this.enabled || path === '') return NOTHING;
    return { actor: this.#actorNames.numberOf(`${address}${path}`), message };
  }

  /** Milliseconds since the message was sent. */
  ageMs({ sentAt }: Envelope): number {
    return this.enabled ? ((this.#tenths() - sentAt) >>> 0) / TENTHS : 0;
  }

  nameOf(actor: number): string | undefined {
    return this.#actorNames.nameOf(actor);
  }

  /** How many lines were written since the start; the rings hold the last of them. */
  get total(): number {
    return this.#count;
  }

  /** The remembered lines, the oldest first. */
  *records(): Generator<MessageRecord> {
    if (!this.enabled) return;
    // Lines and timed turns go along together, from the latest ones kept.
    let turn = Math.max(0, this.#turn - this.#turnMask);
    for (let line = Math.max(0, this.#count - this.#mask - 1); line < this.#count; line++) {
      while (turn < this.#turn && (this.#turnLines[(turn + 1) & this.#turnMask] ?? 0) <= line) turn++;
      yield this.#read(line + 1, turn);
    }
  }

  /** @param line from 1  @param turn the timed turn it belongs to */
  #read(line: number, turn: number): MessageRecord {
    const at = ((line - 1) & this.#mask) * LINE;
    const field = (offset: number): number => this.#lines[at + offset] ?? 0;
    const slot = line & this.#mask;
    const marks = this.#markedLines[slot] === (line | 0) ? (this.#marks[slot] ?? 0) : 0;
    const actors = field(ACTORS);
    // Lines and envelopes keep the low 32 bits; what they count is never ahead of now.
    const upTo = (now: number, bits: number): number => now - ((now - bits) >>> 0);
    const now = this.#tenths();
    const sentAt = upTo(now, field(SENT_AT));
    const timed = (number: number): number => upTo(now, this.#turnAts[number & this.#turnMask] ?? 0);
    const beganAt = timed(turn);
    const endedAt = turn < this.#turn ? timed(turn + 1) : beganAt;
    return {
      kind: KINDS[marks % KINDS_MAX] ?? 'message',
      id: upTo(this.#lamport, field(ID)),
      cause: field(CAUSE) === 0 ? 0 : upTo(this.#lamport, field(CAUSE)),
      from: this.#actorNames.nameOf(this.#actorNames.whole(actors >>> 16)),
      to: this.#actorNames.nameOf(this.#actorNames.whole(actors & 0xffff)) ?? '',
      type: this.#typeNames.nameOf(field(TYPE)) ?? '?',
      handledMs: this.#epochMs + beganAt / TENTHS,
      waitMs: Math.max(0, beganAt - sentAt) / TENTHS,
      durationMs: (endedAt - beganAt) / TENTHS,
      outcome: OUTCOMES[Math.floor(marks / KINDS_MAX) % OUTCOMES_MAX] ?? 'ok',
      topic: this.#topicNames.nameOf(Math.floor(marks / KINDS_MAX / OUTCOMES_MAX)),
    };
  }

  /** Adds to the marks of a line: few lines have any, so that most need not even be cleared. */
  #mark(line: number, mark: number): void {
    const slot = line & this.#mask;
    const known = this.#markedLines[slot] === (line | 0) ? (this.#marks[slot] ?? 0) : 0;
    this.#markedLines[slot] = line;
    this.#marks[slot] = known + mark;
  }

  /** Rare lines: they take effect at once. */
  #write(kind: RecordKind, to: number, type: string, from: number): void {
    if (!this.enabled) return;
    const at = (this.#count++ & this.#mask) * LINE;
    this.#lines[at + ID] = ++this.#lamport;
    this.#lines[at + CAUSE] = this.#message;
    this.#lines[at + SENT_AT] = this.#now;
    this.#lines[at + ACTORS] = (from << 16) | (to & 0xffff);
    this.#lines[at + TYPE] = this.#typeNames.numberOf(type);
    this.#mark(this.#count, KINDS.indexOf(kind));
  }

  /** Most messages are of the same type as the one before; this one is not. */
  #noteType(name: string): void {
    this.#lastTypeName = name;
    this.#lastType = this.#typeNames.numberOf(name);
  }

  #beginPeriod(): void {
    this.#readClock();
    const turn = ++this.#turn & this.#turnMask;
    this.#turnAts[turn] = this.#now;
    this.#turnLines[turn] = this.#count;
  }

  #readClock(): void {
    // An integer of 32 bits, so that no envelope holds a boxed double.
    this.#now = this.#tenths() | 0;
    this.#fresh = true;
  }

  /** Since the start. */
  #tenths(): number {
    return Math.floor((this.#clock.nowMs() - this.#startMs) * TENTHS);
  }
}
