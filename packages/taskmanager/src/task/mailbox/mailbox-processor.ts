/** The loop of a task: run the mails that have come, then the default action once, and again.
 *  Path: task host → `runMailboxStep` → mails, then **default action** (the stream task's processInput).
 *  The default action may suspend itself for a reason. It is then left out, while mails still run, until the reason is
 *  gone; the suspension's timer runs meanwhile, but not while mails do.
 *  Flink's loop owns its thread and sleeps in `take`; ours gives one step at a time, because the tasks of a slot may
 *  share a thread and sleep together in shared memory. So nobody resumes a suspension by a mail: it is asked, at each
 *  step, whether it still holds. Source: Flink's MailboxProcessor. */
import { assert } from '@rivulet/runtime/base';
import type { Clock } from '@rivulet/runtime/io';
import type { Mail } from './mail.ts';
import type { TaskMailbox } from './task-mailbox.ts';

/** Measures periods of one kind: from each `markStart` to the next `markEnd`. */
export type PeriodTimer = { markStart(nowMs: number): void; markEnd(nowMs: number): void };

/** Why the default action rests. */
export type Suspension = {
  readonly timer: PeriodTimer;
  /** True when the default action may have something to do; may be true without cause. */
  mayResume(nowMs: number): boolean;
};

/** `worked`: mails or the default action ran. `waiting`: suspended, and no mail. `completed`: the loop has ended. */
export type MailboxStep = 'worked' | 'waiting' | 'completed';

export class MailboxProcessor {
  readonly mailbox: TaskMailbox;
  /** Mails run so far. */
  mailsProcessed = 0;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #defaultAction: (nowMs: number) => void;
  #suspension: Suspension | undefined;
  #completed = false;

  /** @param defaultAction a fraction of a millisecond of work */
  constructor(mailbox: TaskMailbox, clock: Pick<Clock, 'nowMs'>, defaultAction: (nowMs: number) => void) {
    this.mailbox = mailbox;
    this.#clock = clock;
    this.#defaultAction = defaultAction;
  }

  get suspension(): Suspension | undefined {
    return this.#suspension;
  }

  /** One round of the loop. Hot: once per slice of records; without mail it adds one read. @param nowMs just read */
  runMailboxStep(nowMs: number): MailboxStep {
    const hadMail = this.mailbox.createBatch();
    const actionAtMs = hadMail ? this.#runBatch(nowMs) : nowMs;
    if (this.#completed) return 'completed';
    if (this.#suspension !== undefined) {
      if (!this.#suspension.mayResume(actionAtMs)) return hadMail ? 'worked' : 'waiting';
      this.#suspension.timer.markEnd(actionAtMs);
      this.#suspension = undefined;
    }
    this.#defaultAction(actionAtMs);
    if (this.#completed) return 'completed';
    return this.#suspension === undefined || hadMail || this.mailbox.hasMail ? 'worked' : 'waiting';
  }

  /** Only from within the default action: do not run it again before the reason is gone. */
  suspendDefaultAction(suspension: Suspension, nowMs: number): void {
    assert(this.#suspension === undefined, 'the default action is suspended for one reason');
    this.#suspension = suspension;
    suspension.timer.markStart(nowMs);
  }

  /** The default action has nothing left to do, ever. */
  allActionsCompleted(): void {
    this.#completed = true;
  }

  /** Runs what is left after the mailbox was quiesced. Mails that come meanwhile are refused, so this ends. */
  drain(): void {
    assert(this.mailbox.state === 'quiesced', 'a mailbox is quiesced before it is drained');
    while (this.mailbox.createBatch()) this.#runMails();
  }

  /** Runs one mail out of the loop. */
  runMail(mail: Mail): void {
    this.mailsProcessed++;
    mail.run();
  }

  /** @returns the time after it */
  #runBatch(nowMs: number): number {
    const timer = this.#suspension?.timer;
    timer?.markEnd(nowMs);
    this.#runMails();
    const afterMs = this.#clock.nowMs();
    timer?.markStart(afterMs);
    return afterMs;
  }

  #runMails(): void {
    for (
      let mail = this.mailbox.tryTakeFromBatch();
      mail !== undefined;
      mail = this.mailbox.tryTakeFromBatch()
    ) {
      this.runMail(mail);
    }
  }
}
