/** The root of it all: one tree of actors on one thread, with its dispatcher, dead letters and event stream.
 *  Path of a message: `ref.tell` → cell → mailbox → dispatcher → `receive`; to another node: remote ref → `remote/`.
 *  Invariant: nothing global; two systems in one process know nothing of each other but an address. */
import { assert } from '../base/index.ts';
import type { Io } from '../io/index.ts';
import type { ActorSystemHandle, GracefulStopOptions, Props } from './actor.ts';
import type { ActorCell } from './actor-cell.ts';
import type { ActorGroup } from './actor-group.ts';
import type { ActorInspection, QueuedMessage } from './actor-inspection.ts';
import { splitFullPath } from './actor-path.ts';
import type { ActorRef } from './actor-ref.ts';
import type { ActorSelection } from './actor-selection.ts';
import { type AskInspection, type AskOptions, Asks } from './ask.ts';
import { askedState, type AskedState } from './asked-state.ts';
import { type ActorIdentity, Identify } from './control-message.ts';
import { DeadLetters } from './dead-letters.ts';
import { describeMessage } from './describe-message.ts';
import { Dispatcher } from './dispatcher.ts';
import { EventStream } from './event-stream.ts';
import { gracefulStop } from './graceful-stop.ts';
import { Guardians } from './guardians.ts';
import { FlightRecorder, type FlightRecorderOptions } from './recorder/index.ts';
import type { MessageOrigin, RemoteTransport } from './remote-transport.ts';
import type { ReplyFailure } from './reply-failure.ts';
import type { SchedulingPolicy } from './scheduling/index.ts';
import { selectCells } from './select-cells.ts';
import type { SupervisorStrategy } from './supervision.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';
import { VacantRef } from './vacant-ref.ts';

export type ActorSystemOptions = {
  readonly name: string;
  readonly io: Io;
  /** User messages an actor may handle per turn; default 15, as in Flink. */
  readonly throughput?: number;
  /** Absent: the system talks to itself only. */
  readonly transport?: RemoteTransport;
  /** How failures of actors under `/user` are treated; default DEFAULT_SUPERVISION. */
  readonly supervisor?: SupervisorStrategy;
  /** In which order actors take their turns; absent: first come, first served. For simulations. */
  readonly scheduling?: SchedulingPolicy;
  /** How many messages are remembered. */
  readonly recorder?: FlightRecorderOptions;
};

const DEFAULT_THROUGHPUT = 15;

export class ActorSystem implements ActorSystemHandle {
  readonly name: string;
  readonly address: string;
  readonly io: Io;
  readonly eventStream: EventStream;
  readonly deadLetters: DeadLetters;
  /** What it remembers of its messages. */
  readonly recorder: FlightRecorder;
  readonly whenTerminated: Promise<void>;
  readonly #transport: RemoteTransport | undefined;
  readonly #asks: Asks;
  readonly #guardians: Guardians;

  static create(options: ActorSystemOptions): ActorSystem {
    return new ActorSystem(options);
  }

  private constructor(options: ActorSystemOptions) {
    const { io, name, transport } = options;
    this.name = name;
    this.io = io;
    this.address = transport?.address ?? `rivulet://${name}`;
    this.recorder = new FlightRecorder(io.clock, options.recorder);
    this.eventStream = new EventStream(this.address);
    this.deadLetters = new DeadLetters(this.eventStream, io.log);
    this.#transport = transport;
    this.#asks = new Asks(this.address, io, this.deadLetters, this.recorder, (ref) => this.#askedState(ref));
    const terminated = Promise.withResolvers<void>();
    this.whenTerminated = terminated.promise;
    const services = {
      io,
      address: this.address,
      dispatcher: new Dispatcher(
        io.timers,
        options.throughput ?? DEFAULT_THROUGHPUT,
        this.recorder,
        options.scheduling,
      ),
      deadLetters: this.deadLetters,
      eventStream: this.eventStream,
      recorder: this.recorder,
      system: this,
    };
    this.#guardians = new Guardians(services, options.supervisor, () => {
      this.#release().then(terminated.resolve, terminated.reject);
    });
    transport?.attach({
      name,
      address: this.address,
      deadLetters: this.deadLetters,
      eventStream: this.eventStream,
      origin: (target, message) => this.recorder.departing(target, message),
      deliver: (path, uid, message, sender, origin) => this.#arrived(path, uid, message, sender, origin),
      deliverUndecodable: (path, failure, sender) => this.#undecodable(path, failure, sender),
      deliverSystem: (path, uid, message) => this.#deliverSystem(path, uid, message),
      peerLost: (address, reason) => this.#asks.failAllTo(address, reason),
      refTo: (address, path, uid) => this.refTo(address, path, uid),
    });
  }

  /** Asks that still wait for an answer. */
  get pendingAskCount(): number {
    return this.#asks.pendingCount;
  }

  /** Asks that still wait for an answer, the oldest first. */
  pendingAsks(): readonly AskInspection[] {
    return this.#asks.pending();
  }

  /** Starts an actor under `/user`. */
  spawn<M>(props: Props<M>, name?: string): ActorRef<M> {
    return this.#guardians.user.spawn(props, name);
  }

  /** Starts `/user/<name>`, an actor without behaviour that supervises what is spawned into it. */
  spawnGroup(name: string, supervisor: SupervisorStrategy): ActorGroup {
    const ref = this.#guardians.user.spawn({ create: () => ({ receive: () => {} }), supervisor }, name);
    const cell = this.#cellOf(ref);
    assert(cell !== undefined, 'a spawned actor has a cell');
    return { ref, spawn: (props, childName) => cell.spawn(props, childName) };
  }

  stop(ref: ActorRef): void {
    (ref as InternalRef).sendSystem({ kind: 'terminate', cause: undefined });
  }

  ask<R>(target: ActorRef, message: unknown, options: AskOptions): Promise<R> {
    return this.#asks.ask(target, message, options);
  }

  /** The one living actor at `path`, local or with an address in front; its last name may hold wildcards.
   *  @throws StreamError RECIPIENT_UNREACHABLE when nobody lives there, ASK_TIMEOUT when nobody answers */
  async resolve(path: string, timeoutMs: number): Promise<ActorRef> {
    const split = splitFullPath(path);
    const target = this.refTo(split.address ?? this.address, split.path, 0);
    const options = { timeoutMs, description: 'identify' };
    const identity = await this.ask<ActorIdentity>(target, new Identify(), options);
    return identity.ref;
  }

  /** Whoever lives at `path` of this system when a message is sent; any of its names may hold wildcards. */
  select(path: string): ActorSelection {
    const refs = (): ActorRef[] => this.#select(path).map((cell) => cell.ref);
    return {
      path,
      refs,
      tell: (message, sender) => {
        const found = refs();
        for (const ref of found) ref.tell(message, sender);
        if (found.length === 0) this.#localRef(this.address, path, 0).tell(message, sender);
      },
      resolve: (timeoutMs) => this.resolve(path, timeoutMs),
    };
  }

  /** Stops an actor after the mail it has, and waits for its end. @returns rejects with ACTOR_STOP_TIMEOUT */
  gracefulStop(ref: ActorRef, options: GracefulStopOptions): Promise<void> {
    return gracefulStop((props) => this.#guardians.system.spawn(props), ref, options);
  }

  /** A ref by name, without asking anybody; uid 0 stands for whoever lives there when a message arrives. */
  refTo(address: string, path: string, uid: number): InternalRef {
    if (address === this.address || this.#transport === undefined) return this.#localRef(address, path, uid);
    return this.#transport.refTo(address, path, uid);
  }

  /** Starts an actor under `/system`, which outlives those under `/user` and cannot be paused. */
  spawnSystem<M>(props: Props<M>, name: string): ActorRef<M> {
    return this.#guardians.system.spawn(props, name);
  }

  /** All cells, parents before children: for `inspect/`. */
  cells(): readonly ActorCell<unknown>[] {
    const cells: ActorCell<unknown>[] = [];
    const visit = (cell: ActorCell<unknown>): void => {
      cells.push(cell);
      cell.childCells().forEach(visit);
    };
    visit(this.#guardians.root);
    return cells;
  }

  /** The cells that a path selects, which may hold wildcards: for `inspect/`. */
  cellsAt(path: string): readonly ActorCell<unknown>[] {
    return this.#select(path);
  }

  /** All actors, parents before children. */
  snapshot(): readonly ActorInspection[] {
    return this.cells().map((cell) => cell.inspect());
  }

  /** The first `count` messages waiting at `path`. */
  peekMailbox(path: string, count: number): readonly QueuedMessage[] {
    const mailbox = this.#select(path)[0]?.parts.mailbox;
    return Array.from({ length: count }, (_, position) => mailbox?.peek(position)).flatMap(
      (envelope, position) =>
        envelope === undefined
          ? []
          : [{ position, message: describeMessage(envelope.message), sender: envelope.sender?.path }],
    );
  }

  /** Holds the user messages of the actors at `path` back (it may hold wildcards), to look at them at rest. Their asks
   *  may time out meanwhile. @returns how many actors there were */
  pauseMailbox(path: string): number {
    return this.#forEachAt(path, (cell) => cell.pause());
  }

  unpauseMailbox(path: string): number {
    return this.#forEachAt(path, (cell) => cell.unpause());
  }

  /** Lets up to `count` of the waiting messages through a paused mailbox. */
  stepMailbox(path: string, count: number): number {
    return this.#forEachAt(path, (cell) => void cell.step(count));
  }

  /** Stops all actors, children first, then the transport. */
  terminate(): Promise<void> {
    this.deadLetters.silence();
    this.#guardians.user.stop();
    return this.whenTerminated;
  }

  #askedState(ref: ActorRef): AskedState | undefined {
    const cell = this.#cellOf(ref);
    return cell === undefined ? undefined : askedState(cell.parts.mailbox, this.recorder);
  }

  async #release(): Promise<void> {
    this.#asks.failAll('its system has terminated');
    await this.#transport?.close();
  }

  #forEachAt(path: string, act: (cell: ActorCell<unknown>) => void): number {
    const cells = this.#select(path);
    cells.forEach(act);
    return cells.length;
  }

  #select(path: string): readonly ActorCell<unknown>[] {
    return selectCells(this.#guardians.root as ActorCell<unknown>, path);
  }

  /** The living cell behind a ref; any incarnation for uid 0. */
  #cellOf(ref: { readonly path: string; readonly uid: number }): ActorCell<unknown> | undefined {
    const [cell] = this.#select(ref.path);
    return cell !== undefined && (ref.uid === 0 || cell.ref.uid === ref.uid) ? cell : undefined;
  }

  #localRef(address: string, path: string, uid: number): InternalRef {
    const here = address === this.address && uid !== 0;
    const living = here ? (this.#cellOf({ path, uid })?.ref ?? this.#asks.refOf(path, uid)) : undefined;
    return (
      living ??
      new VacantRef(address, path, uid, (message, sender) => this.#deliver(path, uid, message, sender))
    );
  }

  /** A message from another node goes on with the work of whoever sent it there. */
  #arrived(
    path: string,
    uid: number,
    message: unknown,
    sender: ActorRef | undefined,
    origin?: MessageOrigin,
  ): void {
    const deliver = (): void => this.#deliver(path, uid, message, sender);
    if (origin === undefined) return deliver();
    this.recorder.within(this.recorder.arrived(origin.cause, origin.address), deliver);
  }

  #deliver(path: string, uid: number, message: unknown, sender: ActorRef | undefined): void {
    const target = this.#asks.find(path) ?? this.#cellOf({ path, uid });
    if (target !== undefined) return target.enqueue(message, sender);
    const reason = uid === 0 ? 'notFound' : 'terminated';
    this.deadLetters.add({ message, sender, recipient: `${this.address}${path}`, reason });
  }

  #undecodable(path: string, failure: ReplyFailure, sender: ActorRef | undefined): void {
    const ask = this.#asks.find(path);
    if (ask !== undefined) return ask.enqueue(failure, sender);
    const recipient = `${this.address}${path}`;
    this.deadLetters.add({ message: undefined, sender, recipient, reason: 'undecodable' }, failure.error);
  }

  #deliverSystem(path: string, uid: number, message: SystemMessage): void {
    const cell = this.#cellOf({ path, uid });
    if (cell !== undefined) return cell.enqueueSystem(message);
    this.refTo(this.address, path, uid).sendSystem(message);
  }
}
