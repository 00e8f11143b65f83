/** Where undeliverable messages go: counted by reason, published, and the first few logged.
 *  A dead ask is answered at once with RECIPIENT_UNREACHABLE, so that its caller does not wait for the timeout
 *  (Flink's DeadLettersActor). Path of a message: `tell` → mailbox closed, unknown or unreachable → **here**. */
import { streamError } from '../base/index.ts';
import type { Logger } from '../io/index.ts';
import { isTemporaryPath } from './actor-path.ts';
import type { DeadLetter, DeadLetterReason } from './dead-letter.ts';
import { describeMessage } from './describe-message.ts';
import type { EventStream } from './event-stream.ts';
import { ReplyFailure } from './reply-failure.ts';

/** Enough to see what is going on; a flood of them says nothing more. */
const LOGGED_COUNT = 10;

const reasonTexts: Readonly<Record<DeadLetterReason, string>> = {
  terminated: 'it has terminated',
  notFound: 'no actor lives under that path',
  mailboxFull: 'its mailbox is full',
  backingOff: 'it failed and has not been started again yet',
  lateReply: 'the request is over',
  unreachable: 'its process cannot be reached',
  queueFull: 'the queue towards its process is full',
  peerRestarted: 'its process has been restarted or lost',
  oversized: 'the message is larger than a frame may be',
  undecodable: 'the message could not be encoded or decoded',
};

export class DeadLetters {
  readonly #events: EventStream;
  readonly #log: Logger;
  readonly #counts = new Map<DeadLetterReason, number>();
  #total = 0;
  #silent = false;

  constructor(events: EventStream, log: Logger) {
    this.#events = events;
    this.#log = log;
  }

  get total(): number {
    return this.#total;
  }

  count(reason: DeadLetterReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  counts(): Readonly<Partial<Record<DeadLetterReason, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** @param failure answers a dead ask instead of the usual RECIPIENT_UNREACHABLE */
  add(letter: DeadLetter, failure?: unknown): void {
    this.#counts.set(letter.reason, this.count(letter.reason) + 1);
    this.#total++;
    if (!this.#silent && this.#total <= LOGGED_COUNT) this.#logLetter(letter);
    this.#events.publish({ kind: 'deadLetter', ...letter });
    if (letter.sender === undefined || !isTemporaryPath(letter.sender.path)) return;
    if (letter.message instanceof ReplyFailure) return;
    const { recipient, reason } = letter;
    letter.sender.tell(
      new ReplyFailure(
        failure ?? streamError('RECIPIENT_UNREACHABLE', { target: recipient, reason: reasonTexts[reason] }),
      ),
    );
  }

  /** No more log lines: during a shutdown dead letters are normal. */
  silence(): void {
    this.#silent = true;
  }

  #logLetter(letter: DeadLetter): void {
    const { recipient, reason, message, sender } = letter;
    const fields = { recipient, reason, message: describeMessage(message), sender: sender?.path };
    this.#log.info(fields, 'dead letter');
  }
}
