/** The insides of an actor's cell that people may look at: for `inspect/`, never for other actors. */
import type { Actor } from './actor.ts';
import type { TimerInspection } from './actor-timers.ts';
import type { Envelope } from './envelope.ts';
import type { Mailbox } from './mailbox.ts';

export type CellParts = {
  readonly mailbox: Mailbox;
  readonly stash: readonly Envelope[];
  readonly timers: readonly TimerInspection[];
  readonly actor: Pick<Actor<never>, 'inspectState'> | undefined;
};
