/** Starts a child again after longer and longer pauses, for what fails because something else is away.
 *  Messages sent to the supervisor reach the child with their sender; while there is none they are answered
 *  with `replyWhileStopped` or become dead letters. A child that has lived for `resetAfterMs` starts again
 *  from the shortest pause. Source: Akka's BackoffSupervisor. */
import type { Actor, ActorContext, Props } from './actor.ts';
import type { ActorRef } from './actor-ref.ts';
import { fullPath } from './actor-ref.ts';
import { type BackoffRange, backoffDelayMs } from './backoff-delay.ts';

export type BackoffOptions<M> = BackoffRange & {
  readonly child: Props<M>;
  readonly childName: string;
  /** `failure` (the default): a child that ends in order takes its supervisor along.
   *  `stop`: such a child is started again too. */
  readonly startAgainOn?: 'failure' | 'stop';
  /** How long a child must live to be forgiven; default `minMs`. */
  readonly resetAfterMs?: number;
  /** Starts after which it gives up and stops; default: never. */
  readonly maxStarts?: number;
  /** Answers messages that come while there is no child. */
  readonly replyWhileStopped?: { readonly value: unknown };
};

export function backoffSupervisor<M>(options: BackoffOptions<M>): Props<M> {
  const failed = new WeakSet<ActorRef>();
  return {
    create: (context) => new BackoffSupervisor<M>(context, options, failed),
    supervisor: {
      decide: (_cause, child) => {
        failed.add(child);
        return 'stop';
      },
    },
  };
}

/** What the supervisor tells itself. */
class BackoffSignal {
  readonly kind: 'start' | 'forgive';

  constructor(kind: 'start' | 'forgive') {
    this.kind = kind;
  }
}

const START = new BackoffSignal('start');
const FORGIVE = new BackoffSignal('forgive');

class BackoffSupervisor<M> implements Actor<M | BackoffSignal> {
  readonly #context: ActorContext<M | BackoffSignal>;
  readonly #options: BackoffOptions<M>;
  readonly #failed: WeakSet<ActorRef>;
  #child: ActorRef<M> | undefined;
  #starts = 0;

  constructor(
    context: ActorContext<M | BackoffSignal>,
    options: BackoffOptions<M>,
    failed: WeakSet<ActorRef>,
  ) {
    this.#context = context;
    this.#options = options;
    this.#failed = failed;
  }

  preStart(): void {
    this.#start();
  }

  receive(message: M | BackoffSignal): void {
    if (message === START) this.#start();
    else if (message === FORGIVE) this.#starts = 0;
    else this.#forward(message as M);
  }

  actorTerminated(ref: ActorRef): void {
    const { startAgainOn = 'failure', maxStarts = Number.POSITIVE_INFINITY } = this.#options;
    const context = this.#context;
    this.#child = undefined;
    context.timers.cancel('forgive');
    const endedInOrder = startAgainOn === 'failure' && !this.#failed.has(ref);
    if (endedInOrder || this.#starts >= maxStarts) return context.stop(context.self);
    const delayMs = backoffDelayMs(this.#options, this.#starts, context.system.io.random);
    this.#starts++;
    context.timers.startSingle('start', delayMs, START);
  }

  #start(): void {
    const { child, childName, resetAfterMs, minMs } = this.#options;
    this.#child = this.#context.spawn(child, childName);
    this.#context.watch(this.#child);
    this.#context.timers.startSingle('forgive', resetAfterMs ?? minMs, FORGIVE);
  }

  #forward(message: M): void {
    const { sender, self, system } = this.#context;
    if (this.#child !== undefined) return this.#child.tell(message, sender);
    const { replyWhileStopped } = this.#options;
    if (replyWhileStopped !== undefined) return this.#context.reply(replyWhileStopped.value);
    const recipient = `${fullPath(self)}/${this.#options.childName}`;
    system.deadLetters.add({ message, sender, recipient, reason: 'backingOff' });
  }
}
