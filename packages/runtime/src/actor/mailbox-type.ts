/** Which mailbox an actor gets: the order of its user messages, and a bound on their number. Chosen in
 *  `Props.mailbox`; an actor with a stash needs one that takes messages back at the front (`deque`), and
 *  its creation fails with any other. Source: Akka's mailbox types, without those that block the sender. */
import { streamError } from '../base/index.ts';
import { ControlAwareQueue } from './control-aware-queue.ts';
import { RingBuffer } from './ring-buffer.ts';
import { StablePriorityQueue } from './stable-priority-queue.ts';
import type { UserQueue } from './user-queue.ts';

/** `capacity`: most messages held; what comes when it is full is a dead letter, and the sender is not disturbed. */
export type MailboxType<M> =
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'bounded'; readonly capacity: number }
  /** Also takes messages back at its front, for a stash. */
  | { readonly kind: 'deque'; readonly capacity?: number }
  /** Lowest `priorityOf` first, equals in order of arrival. A `priorityOf` that throws puts its message last. */
  | { readonly kind: 'priority'; priorityOf(message: M): number; readonly capacity?: number }
  /** Messages for which `isControl` holds first; both kinds in order of arrival. */
  | { readonly kind: 'controlAware'; isControl(message: M): boolean; readonly capacity?: number };

const FIRST_CAPACITY = 16;
const UNBOUNDED: MailboxType<never> = { kind: 'unbounded' };
const DEQUE: MailboxType<never> = { kind: 'deque' };

/** The mailbox that `props` ask for. @throws StreamError ACTOR_MAILBOX_MISMATCH when they contradict themselves */
export function mailboxTypeOf<M>(
  props: { readonly mailbox?: MailboxType<M>; readonly stash?: unknown },
  actor: string,
): MailboxType<M> {
  const { mailbox, stash } = props;
  if (stash === undefined) return mailbox ?? UNBOUNDED;
  if (mailbox === undefined || mailbox.kind === 'deque') return mailbox ?? DEQUE;
  throw streamError('ACTOR_MAILBOX_MISMATCH', { actor, mailbox: mailbox.kind, needed: 'deque' });
}

export function capacityOf(type: MailboxType<never>): number {
  return ('capacity' in type ? type.capacity : undefined) ?? Number.POSITIVE_INFINITY;
}

export function openUserQueue(type: MailboxType<never>): UserQueue {
  switch (type.kind) {
    case 'priority':
      return new StablePriorityQueue((message) => type.priorityOf(message as never));
    case 'controlAware':
      return new ControlAwareQueue((message) => type.isControl(message as never));
    default:
      return new RingBuffer(FIRST_CAPACITY);
  }
}
