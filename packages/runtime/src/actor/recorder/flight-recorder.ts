/** Remembers the last messages of a system: who sent what to whom, caused by which message, when and how it was handled.
 *  Always on, in fixed memory: rings of numbers, one line a message; names are numbers in bounded registers. Payloads
 *  are never looked at. Path: cell and dispatcher → **recorder** → inspect/.
 *  Invariant: the clock is read once a turn, not once a message; nothing here allocates on the way of a message but
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
  /** Messages remembered, a power of two; 0 switches the recorder off. Default 32,768: about 1.5 MB. */
  readonly capacity?: number;
};

const DEFAULT_CAPACITY = 32_768;
const ACTORS_NAMED = 8_192;
const TYPES_NAMED = 2_048;
const TOPICS_NAMED = 1_024;
const TENTHS = 10;

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
  readonly #ids: Float64Array;
  readonly #causes: Float64Array;
  readonly #sentAts: Float64Array;
  readonly #froms: Int32Array;
  readonly #tos: Int32Array;
  readonly #types: Int32Array;
  readonly #turns: Float64Array;
  readonly #topics: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #outcomes: Uint8Array;
  /** When each turn began, by turn number; the next one's beginning is its end. */
  readonly #turnAts: Float64Array;
  readonly #actorNames = new NameRing(ACTORS_NAMED);
  readonly #typeNames = new NameRing(TYPES_NAMED);
  readonly #topicNames = new NameRing(TOPICS_NAMED);
  #lastTypeName = '';
  #lastType = 0;
  #count = 0;
  #slot = 0;
  #turn = 0;
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
    this.#ids = new Float64Array(capacity);
    this.#causes = new Float64Array(capacity);
    this.#sentAts = new Float64Array(capacity);
    this.#froms = new Int32Array(capacity);
    this.#tos = new Int32Array(capacity);
    this.#types = new Int32Array(capacity);
    this.#turns = new Float64Array(capacity);
    this.#topics = new Int32Array(capacity);
    this.#kinds = new Uint8Array(capacity);
    this.#outcomes = new Uint8Array(capacity);
    this.#turnAts = new Float64Array(4 * capacity);
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
    this.#readClock();
    this.#turnAts[++this.#turn & this.#turnMask] = this.#now;
  }

  /** The last turn of a run is over. */
  turnsEnd(): void {
    if (!this.enabled) return;
    this.turnBegins();
    this.#fresh = false;
  }

  /** Hot: once per message. */
  handlingBegins(actor: number, envelope: Envelope): void {
    if (!this.enabled) return;
    this.#actor = actor;
    this.#message = envelope.id;
    const slot = this.#count++ & this.#mask;
    this.#slot = slot;
    this.#ids[slot] = envelope.id;
    this.#causes[slot] = envelope.cause;
    this.#sentAts[slot] = envelope.sentAt;
    this.#froms[slot] = envelope.from;
    this.#tos[slot] = actor;
    this.#types[slot] = this.#typeOf(envelope.message);
    this.#turns[slot] = this.#turn;
    this.#topics[slot] = 0;
    this.#kinds[slot] = 0;
    this.#outcomes[slot] = 0;
  }

  handlingEnds(): void {
    this.#actor = 0;
    this.#message = 0;
  }

  /** How the message at hand ended, unless all is well. */
  outcome(outcome: MessageOutcome): void {
    if (this.enabled && this.#message !== 0) this.#outcomes[this.#slot] = OUTCOMES.indexOf(outcome);
  }

  /** What the message at hand is about; what it causes is about the same. */
  topic(topic: string): void {
    if (this.enabled && this.#message !== 0) this.#topics[this.#slot] = this.#topicNames.numberOf(topic);
  }

  /** A step of an actor's life; what the actor sends meanwhile is caused by it. End it with `handlingEnds`. */
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
    return this.enabled ? Math.max(0, this.#tenths() - sentAt) / TENTHS : 0;
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
    const first = Math.max(0, this.#count - this.#mask - 1);
    for (let line = first; line < this.#count; line++) yield this.#read(line & this.#mask);
  }

  #read(slot: number): MessageRecord {
    const at = (column: Float64Array | Int32Array | Uint8Array): number => column[slot] ?? 0;
    const turn = at(this.#turns);
    const beganAt = this.#turnAts[turn & this.#turnMask] ?? 0;
    const endedAt = turn < this.#turn ? (this.#turnAts[(turn + 1) & this.#turnMask] ?? beganAt) : beganAt;
    return {
      kind: KINDS[at(this.#kinds)] ?? 'message',
      id: at(this.#ids),
      cause: at(this.#causes),
      from: this.#actorNames.nameOf(at(this.#froms)),
      to: this.#actorNames.nameOf(at(this.#tos)) ?? '',
      type: this.#typeNames.nameOf(at(this.#types)) ?? '?',
      handledMs: this.#epochMs + beganAt / TENTHS,
      waitMs: Math.max(0, beganAt - at(this.#sentAts)) / TENTHS,
      durationMs: (endedAt - beganAt) / TENTHS,
      outcome: OUTCOMES[at(this.#outcomes)] ?? 'ok',
      topic: this.#topicNames.nameOf(at(this.#topics)),
    };
  }

  /** Rare lines: they take effect at once. */
  #write(kind: RecordKind, to: number, type: string, from: number): void {
    if (!this.enabled) return;
    const slot = this.#count++ & this.#mask;
    this.#ids[slot] = ++this.#lamport;
    this.#causes[slot] = this.#message;
    this.#sentAts[slot] = this.#now;
    this.#froms[slot] = from;
    this.#tos[slot] = to;
    this.#types[slot] = this.#typeNames.numberOf(type);
    this.#turns[slot] = this.#turn;
    this.#topics[slot] = 0;
    this.#kinds[slot] = KINDS.indexOf(kind);
    this.#outcomes[slot] = 0;
  }

  /** Most messages are of the same type as the one before. */
  #typeOf(message: unknown): number {
    const name = describeMessage(message);
    if (name === this.#lastTypeName) return this.#lastType;
    this.#lastTypeName = name;
    this.#lastType = this.#typeNames.numberOf(name);
    return this.#lastType;
  }

  #readClock(): void {
    this.#now = this.#tenths();
    this.#fresh = true;
  }

  /** Whole numbers below 2^31 for two days: no boxed doubles in envelopes. */
  #tenths(): number {
    return Math.floor((this.#clock.nowMs() - this.#startMs) * TENTHS);
  }
}
