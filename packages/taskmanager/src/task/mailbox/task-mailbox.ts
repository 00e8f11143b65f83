/** What is to be run between the records of one task, in order of arrival.
 *  Path: control messages, timers, operators → **mailbox** → mailbox processor, before its next default action.
 *  A batch is what had come when it was begun: a mail that posts itself again waits for the next batch, so it cannot
 *  keep the task from its input. Priorities do not reorder; they only select what a yielding operator may run.
 *  Invariant: only the task's own thread touches it. Other threads post to the thread's message port, and the task
 *  host makes mails of that, so Flink's lock is not needed and "no mail" is one plain read.
 *  Source: Flink's TaskMailboxImpl. */
import type { Mail } from './mail.ts';

/** `quiesced`: what is there is still run, nothing new is taken. `closed`: nothing is run any more. */
export type MailboxState = 'open' | 'quiesced' | 'closed';

export class TaskMailbox {
  /** Mails that wait, those of the open batch included. */
  size = 0;
  #state: MailboxState = 'open';
  #batch: Mail[] = [];
  #queue: Mail[] = [];

  get state(): MailboxState {
    return this.#state;
  }

  /** Hot: once per turn. */
  get hasMail(): boolean {
    return this.size > 0;
  }

  /** @returns false when the mailbox takes no more mail; it is dropped then */
  put(mail: Mail): boolean {
    if (this.#state !== 'open') return false;
    this.#queue.push(mail);
    this.size++;
    return true;
  }

  /** For control mail only: ahead of everything, and even into a quiesced mailbox. @returns false when closed */
  putFirst(mail: Mail): boolean {
    if (this.#state === 'closed') return false;
    this.#batch.unshift(mail);
    this.size++;
    return true;
  }

  /** Moves everything that has come into the batch. @returns whether the batch has any mail */
  createBatch(): boolean {
    if (this.size === 0) return false;
    if (this.#batch.length === 0) {
      // The emptied batch becomes the next queue: no allocation however often this happens.
      [this.#batch, this.#queue] = [this.#queue, this.#batch];
    } else {
      this.#batch.push(...this.#queue.splice(0));
    }
    return true;
  }

  tryTakeFromBatch(): Mail | undefined {
    return this.#taken(this.#batch.shift());
  }

  /** The first mail of at least this priority, from the batch or behind it; mails of less keep their places. */
  tryTake(priority: number): Mail | undefined {
    return this.#taken(takeFirst(this.#batch, priority) ?? takeFirst(this.#queue, priority));
  }

  quiesce(): void {
    if (this.#state === 'open') this.#state = 'quiesced';
  }

  /** @returns what was never run */
  close(): readonly Mail[] {
    this.#state = 'closed';
    this.size = 0;
    return [...this.#batch.splice(0), ...this.#queue.splice(0)];
  }

  #taken(mail: Mail | undefined): Mail | undefined {
    if (mail !== undefined) this.size--;
    return mail;
  }
}

function takeFirst(mails: Mail[], priority: number): Mail | undefined {
  const index = mails.findIndex((mail) => mail.priority >= priority);
  return index < 0 ? undefined : mails.splice(index, 1)[0];
}
