/** The last dead letters of a system, described: bounded, and without their payloads. */
import type { Clock } from '../../io/index.ts';
import { describeMessage } from '../describe-message.ts';
import type { EventStream } from '../event-stream.ts';
import type { DeadLettersReport } from './mailbox-report.ts';

type Entry = DeadLettersReport['latest'][number];

const ENTRIES_MAX = 100;

export class DeadLetterLog {
  readonly #entries: Entry[] = [];

  constructor(events: EventStream, clock: Pick<Clock, 'wallMs'>) {
    events.subscribe('deadLetter', (event) => {
      if (event.kind !== 'deadLetter') return;
      const { reason, recipient, message, sender } = event;
      const type = describeMessage(message);
      this.#entries.push({ atMs: clock.wallMs(), reason, type, sender: sender?.path, recipient });
      if (this.#entries.length > ENTRIES_MAX) this.#entries.shift();
    });
  }

  /** The oldest first. */
  get latest(): readonly Entry[] {
    return [...this.#entries];
  }
}
