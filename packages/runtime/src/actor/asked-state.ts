/** What keeps an actor of this system from answering an ask: its mail. For the error that the asker gets.
 *  A handler runs to its end before any timer fires, so what the actor is at is the message whose turn comes next. */
import { describeMessage } from './describe-message.ts';
import type { Mailbox } from './mailbox.ts';
import type { FlightRecorder } from './recorder/index.ts';

export type AskedState = {
  readonly mailboxDepth: number;
  readonly current: string;
  /** Since it was sent. */
  readonly currentAgeMs: number;
};

export function askedState(mailbox: Mailbox, recorder: FlightRecorder): AskedState {
  const next = mailbox.peek(0);
  return {
    mailboxDepth: mailbox.size,
    current: next === undefined ? 'none' : describeMessage(next.message),
    currentAgeMs: next === undefined ? 0 : recorder.ageMs(next),
  };
}
