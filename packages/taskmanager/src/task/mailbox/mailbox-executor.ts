/** How an operator posts work to its own task, and lets others' work go first while it waits.
 *  Path: operator → **executor** → task mailbox. Invariant: an operator that yields never runs the mail of an operator
 *  before it in the chain, which would give it a record in the middle of its own. Source: Flink's MailboxExecutor. */
import { MIN_PRIORITY } from './mail.ts';
import type { MailboxProcessor } from './mailbox-processor.ts';

export class MailboxExecutor {
  readonly #processor: MailboxProcessor;
  readonly #priority: number;

  /** @param priority the operator's place in its chain, the head is 0 */
  constructor(processor: MailboxProcessor, priority: number) {
    this.#processor = processor;
    this.#priority = priority;
  }

  /** @param options.deferrable only the main loop runs it, no operator that yields
   *  @returns false when the task takes no more mail */
  execute(description: string, run: () => void, options: { readonly deferrable?: boolean } = {}): boolean {
    const priority = options.deferrable === true ? MIN_PRIORITY : this.#priority;
    return this.#processor.mailbox.put({ description, priority, run });
  }

  /** Runs one mail that may run now. @returns false when there was none */
  tryYield(): boolean {
    const mail = this.#processor.mailbox.tryTake(this.#priority);
    if (mail === undefined) return false;
    this.#processor.runMail(mail);
    return true;
  }
}
