/** The hub of one actor: takes messages in and gives them to the lifecycle or to the behaviour.
 *  Each question has its own file: `mailbox` (what comes next), `actor-lifecycle` (birth to death), `children` (names
 *  and stop order), `death-watch` (who is told), `supervision` and `treat-child-failure` (what a failure means).
 *  Invariant: one thread, one message at a time; a throw never leaves the cell. */
import { assertNever, streamError } from '../base/index.ts';
import type { Actor, Props } from './actor.ts';
import type { ActorInspection } from './actor-inspection.ts';
import { ActorLifecycle } from './actor-lifecycle.ts';
import { childPath } from './actor-path.ts';
import { type ActorRef, fullPath } from './actor-ref.ts';
import { CellContext } from './cell-context.ts';
import type { CellParts } from './cell-parts.ts';
import type { CellServices } from './cell-services.ts';
import { Children } from './children.ts';
import {
  ControlMessage,
  Identify,
  IdleNotice,
  isOwnMessage,
  Kill,
  PoisonPill,
  TerminatedNotice,
  TimerTick,
} from './control-message.ts';
import type { DeadLetterReason } from './dead-letter.ts';
import { DeathWatch } from './death-watch.ts';
import { InstanceAttachments } from './instance-attachments.ts';
import { LocalActorRef } from './local-actor-ref.ts';
import { type Envelope, envelopeInstead } from './envelope.ts';
import { Mailbox } from './mailbox.ts';
import { mailboxTypeOf } from './mailbox-type.ts';
import type { FlightRecorder } from './recorder/index.ts';
import { DEFAULT_SUPERVISION } from './supervision.ts';
import type { InternalRef, SystemMessage } from './system-message.ts';
import { treatChildFailure } from './treat-child-failure.ts';

export class ActorCell<M> {
  readonly name: string;
  readonly ref: LocalActorRef<M>;
  readonly parent: InternalRef;
  readonly deathWatch: DeathWatch;
  /** Under which the recorder knows it. */
  readonly serial: number;
  /** The dispatcher's mark. */
  scheduled = false;
  readonly #props: Props<M>;
  readonly #services: CellServices;
  readonly #recorder: FlightRecorder;
  readonly #mailbox: Mailbox;
  readonly #attachments: InstanceAttachments<M>;
  readonly #children: Children<ActorCell<unknown>>;
  readonly #context: CellContext<M>;
  readonly #lifecycle: ActorLifecycle<M>;
  /** Held back until this actor is no longer suspended or waiting for children. */
  #setAside: SystemMessage[] = [];
  #current: Envelope | undefined;
  #failedMessage: unknown;
  #processed = 0;
  #restarts = 0;

  constructor(services: CellServices, parent: InternalRef, path: string, name: string, props: Props<M>) {
    this.name = name;
    this.parent = parent;
    this.#props = props;
    this.#services = services;
    this.#recorder = services.recorder;
    this.serial = services.recorder.actorCreated(path);
    this.#mailbox = new Mailbox(this, mailboxTypeOf(props, path));
    this.ref = new LocalActorRef<M>(services.address, path, services.io.ids.uid(), this);
    this.deathWatch = new DeathWatch(this.ref);
    this.#attachments = new InstanceAttachments<M>({
      path,
      io: services.io,
      stashCapacity: props.stash?.capacity,
      enqueue: (message) => this.enqueue(message, undefined),
      putBack: (envelopes) => this.#putBack(envelopes),
    });
    this.#children = new Children(path);
    this.#context = new CellContext<M>(this.#contextHost());
    this.#lifecycle = new ActorLifecycle<M>(this.#lifecycleHost());
  }

  /** Begins its life, after the parent has taken it in. */
  start(): void {
    this.enqueueSystem({ kind: 'create' });
  }

  /** Hot: once per message. */
  enqueue(message: unknown, sender: ActorRef | undefined): void {
    const mailbox = this.#mailbox;
    if (mailbox.closed) return this.#deadLetter(message, sender, 'terminated');
    if (mailbox.full && !isOwnMessage(message)) return this.#deadLetter(message, sender, 'mailboxFull');
    mailbox.pushUser(this.#recorder.sent(message, sender));
    if (mailbox.runnable) this.#services.dispatcher.schedule(this);
    else this.#recorder.clockGoesOn();
  }

  enqueueSystem(message: SystemMessage): void {
    if (this.#mailbox.closed) return this.#refuseSystem(message);
    this.#mailbox.pushSystem(message);
    this.#services.dispatcher.schedule(this);
  }

  runTurn(throughput: number): boolean {
    this.#mailbox.runTurn(throughput);
    return this.#mailbox.runnable;
  }

  /** Hot: once per message. */
  invokeUser(envelope: Envelope): void {
    this.#current = envelope;
    this.#processed++;
    this.#recorder.handlingBegins(this.serial, envelope);
    try {
      const { message } = envelope;
      if (message instanceof ControlMessage) this.#invokeControl(message);
      else this.#receive(message);
    } catch (error) {
      this.#recorder.outcome('failed');
      this.#fail(error);
    }
    const { receiveTimeout } = this.#attachments;
    if (receiveTimeout.active) receiveTimeout.handled(this.#current.message);
    this.#current = undefined;
  }

  invokeSystem(message: SystemMessage): void {
    try {
      if (this.#mustWait(message)) this.#setAside.push(message);
      else this.#handleSystem(message);
    } catch (error) {
      this.#fail(error);
    }
    this.#replaySetAside();
  }

  spawn<C>(props: Props<C>, wantedName?: string): ActorRef<C> {
    const phase = this.#lifecycle.phase;
    if (phase === 'stopping' || phase === 'terminated') {
      throw streamError('ACTOR_STOPPING', { actor: this.ref.path });
    }
    const name = this.#children.freshName(wantedName);
    const child = new ActorCell<C>(this.#services, this.ref, childPath(this.ref.path, name), name, props);
    this.#children.add(child);
    child.start();
    for (let i = 0; i < this.#mailbox.suspendCount; i++) child.enqueueSystem({ kind: 'suspend' });
    return child.ref;
  }

  stop(cause?: unknown): void {
    this.enqueueSystem({ kind: 'terminate', cause });
  }

  childCells(): readonly ActorCell<unknown>[] {
    return this.#children.cells();
  }

  childNamed(name: string): ActorCell<unknown> | undefined {
    return this.#children.byName(name);
  }

  /** Holds user messages back until `unpause`; `step` lets some through. */
  pause(): void {
    this.#mailbox.pause();
  }

  unpause(): void {
    this.#mailbox.unpause();
    this.#services.dispatcher.schedule(this);
  }

  /** @returns how many messages it lets through: those that wait, and no more than `count` */
  step(count: number): number {
    const stepped = this.#mailbox.step(count);
    this.#services.dispatcher.schedule(this);
    return stepped;
  }

  inspect(): ActorInspection {
    const { phase, failed, actor } = this.#lifecycle;
    const free = this.#mailbox.paused ? 'paused' : 'running';
    const running = this.#mailbox.suspendCount > 0 ? 'suspended' : free;
    return {
      path: this.ref.path,
      uid: this.ref.uid,
      state: failed && phase !== 'restarting' ? 'failed' : phase === 'running' ? running : phase,
      mailboxDepth: this.#mailbox.size,
      oldestAgeMs: this.#oldestAgeMs(),
      systemDepth: this.#mailbox.systemSize,
      processed: this.#processed,
      restarts: this.#restarts,
      childCount: this.#children.size,
      behaviour: actor?.constructor.name ?? '',
    };
  }

  /** What `inspect/` shows of it. */
  get parts(): CellParts {
    const { timers, stash } = this.#attachments;
    const { actor } = this.#lifecycle;
    return { mailbox: this.#mailbox, stash: stash?.held ?? [], timers: timers.list(), actor };
  }

  /** Hot: once per message. */
  #receive(message: unknown): void {
    const behaviour = this.#attachments.behaviours.current;
    if (behaviour === undefined) this.#lifecycle.actor?.receive(message as M, this.#context);
    else behaviour(message as M, this.#context);
  }

  /** What a message of the cell stands for takes its place, so that it can be stashed like any other. */
  #receiveInstead(message: unknown, sender: ActorRef | undefined): void {
    if (this.#current !== undefined) this.#current = envelopeInstead(this.#current, message, sender);
    this.#receive(message);
  }

  #oldestAgeMs(): number | null {
    const oldest = this.#mailbox.peek(0);
    return oldest === undefined ? null : this.#recorder.ageMs(oldest);
  }

  #invokeControl(message: ControlMessage): void {
    if (message instanceof TimerTick) {
      const due = this.#attachments.timers.take(message);
      if (due === undefined) this.#recorder.outcome('withdrawn');
      else this.#receiveInstead(due.message, undefined);
    } else if (message instanceof IdleNotice) {
      const idle = this.#attachments.receiveTimeout.take(message);
      if (idle === undefined) this.#recorder.outcome('withdrawn');
      else this.#receiveInstead(idle.message, undefined);
    } else if (message instanceof TerminatedNotice) this.#invokeTerminated(message, this.#lifecycle.actor);
    else if (message instanceof PoisonPill) this.stop();
    else if (message instanceof Kill) throw streamError('ACTOR_KILLED', { actor: this.ref.path });
    else if (message instanceof Identify) this.#context.reply({ ref: this.ref });
  }

  #invokeTerminated(notice: TerminatedNotice, actor: Actor<M> | undefined): void {
    const watched = this.deathWatch.take(notice);
    if (watched === undefined || actor === undefined) return this.#recorder.outcome('withdrawn');
    if (watched.message !== undefined) return this.#receiveInstead(watched.message.value, notice.ref);
    if (actor.actorTerminated === undefined) {
      throw streamError('ACTOR_DEATH_PACT', { actor: this.ref.path, dead: fullPath(notice.ref) });
    }
    actor.actorTerminated(notice.ref, notice);
  }

  #handleSystem(message: SystemMessage): void {
    this.#recorder.lived(this.serial, message.kind);
    switch (message.kind) {
      case 'create':
        return this.#lifecycle.create();
      case 'suspend':
        return this.#lifecycle.suspend();
      case 'resume':
        return this.#lifecycle.resume(message.cause);
      case 'restart':
        this.#restarts++;
        return this.#lifecycle.restart(message.cause);
      case 'terminate':
        return this.#lifecycle.terminate(message.cause);
      case 'failed':
        return this.#superviseFailure(message.child, message.cause);
      case 'watch':
        return this.deathWatch.addWatcher(message.watcher);
      case 'unwatch':
        return this.deathWatch.removeWatcher(message.watcher);
      case 'deathNotice': {
        const child = this.#children.find(message.subject);
        if (child !== undefined) this.#children.remove(child);
        const notice = this.deathWatch.noticed(message);
        if (notice !== undefined) this.enqueue(notice, message.subject);
        if (child !== undefined) this.#lifecycle.childTerminated();
        return;
      }
      default:
        return assertNever(message, 'system message');
    }
  }

  #superviseFailure(ref: InternalRef, cause: unknown): void {
    const child = this.#children.find(ref);
    if (child === undefined || this.#lifecycle.phase === 'stopping') return;
    const strategy = this.#props.supervisor ?? DEFAULT_SUPERVISION;
    treatChildFailure({ child, cause, strategy }, this.#children, this.#services, () =>
      this.#lifecycle.fail(cause, ref),
    );
  }

  /** While suspended, failures of children wait; while waiting for children, restarts and suspensions as well. */
  #mustWait(message: SystemMessage): boolean {
    if (message.kind === 'failed') return this.#mailbox.suspendCount > 0;
    if (this.#lifecycle.phase !== 'restarting') return false;
    return message.kind === 'restart' || message.kind === 'suspend' || message.kind === 'resume';
  }

  #replaySetAside(): void {
    if (this.#setAside.length === 0) return;
    const messages = this.#setAside;
    this.#setAside = [];
    for (const message of messages) {
      if (this.#mailbox.closed) this.#refuseSystem(message);
      else if (this.#mustWait(message)) this.#setAside.push(message);
      else this.#handleSystem(message);
    }
  }

  #fail(cause: unknown): void {
    this.#failedMessage = this.#current?.message;
    this.#lifecycle.fail(cause);
  }

  #putBack(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes.toReversed()) {
      if (this.#mailbox.full) this.#deadLetter(envelope.message, envelope.sender, 'mailboxFull');
      else this.#mailbox.pushUserFront(envelope);
    }
  }

  #deadLetter(message: unknown, sender: ActorRef | undefined, reason: DeadLetterReason): void {
    if (isOwnMessage(message)) return;
    this.#services.deadLetters.add({ message, sender, recipient: fullPath(this.ref), reason });
  }

  /** The dead answer only one question: whether they are dead. */
  #refuseSystem(message: SystemMessage): void {
    if (message.kind !== 'watch') return;
    message.watcher.sendSystem({
      kind: 'deathNotice',
      subject: this.ref,
      existenceConfirmed: true,
      addressTerminated: false,
    });
  }

  #contextHost(): ConstructorParameters<typeof CellContext<M>>[0] {
    return {
      self: this.ref,
      parent: this.parent,
      attachments: this.#attachments,
      deathWatch: this.deathWatch,
      system: this.#services.system,
      current: () => this.#current,
      stashed: () => this.#recorder.outcome('stashed'),
      childRefs: () => this.#children.cells().map((cell) => cell.ref),
      spawn: (props, name) => this.spawn(props, name),
      stopLocal: (ref) => {
        const child = this.#children.find(ref as InternalRef);
        if (child !== undefined) this.#children.stop(child);
        else (ref as InternalRef).sendSystem({ kind: 'terminate', cause: undefined });
      },
    };
  }

  #lifecycleHost(): ConstructorParameters<typeof ActorLifecycle<M>>[0] {
    const children = this.#children;
    return {
      self: this.ref,
      parent: this.parent,
      childDying: () => children.anyDying,
      childCount: () => children.size,
      failedMessage: () => this.#failedMessage,
      createInstance: () => this.#props.create(this.#context),
      suspendMailbox: () => this.#mailbox.suspend(),
      resumeMailbox: () => this.#mailbox.resume(),
      childRefs: () => children.cells().map((cell) => cell.ref),
      stopChildren: () => children.stopAll(),
      unwatchChildren: () => {
        for (const cell of children.cells()) this.deathWatch.unwatch(cell.ref);
      },
      releaseAttachments: (watches) => {
        this.#attachments.release();
        if (watches) this.deathWatch.unwatchAll();
      },
      reportHookFailure: (hook, cause) =>
        this.#services.io.log.error({ actor: this.ref.path, hook, err: cause }, 'hook of an actor failed'),
      finished: () => this.#finish(),
    };
  }

  #finish(): void {
    const leftovers = this.#mailbox.close();
    for (const { message, sender } of leftovers.user) this.#deadLetter(message, sender, 'terminated');
    for (const message of leftovers.system) this.#refuseSystem(message);
    this.parent.sendSystem({
      kind: 'deathNotice',
      subject: this.ref,
      existenceConfirmed: true,
      addressTerminated: false,
    });
    this.deathWatch.tellWatchers();
  }
}
