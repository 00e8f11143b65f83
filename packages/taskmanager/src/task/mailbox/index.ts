/** The mailbox of a task and the loop that empties it. */
export { type Mail, MAX_PRIORITY, MIN_PRIORITY } from './mail.ts';
export { MailboxExecutor } from './mailbox-executor.ts';
export {
  MailboxProcessor,
  type MailboxStep,
  type PeriodTimer,
  type Suspension,
} from './mailbox-processor.ts';
export { TaskMailbox, type MailboxState } from './task-mailbox.ts';
