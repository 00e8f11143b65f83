/** `rivulet mailbox <path>`: the lanes of a mailbox and the last messages handled; `pause`, `step` and `resume` hold
 *  its messages back, let one through, and let all go on. Pausing says what will time out because of it. */
import type { MailboxControl } from '@rivulet/runtime/actor';
import { streamError } from '@rivulet/runtime/base';
import type { ControlAnswer } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { mailboxLines } from '../terminal/mailbox-lines.ts';
import { readConfiguration } from '../process-configuration.ts';
import { type Dictionary, fill } from '../texts/dictionary.ts';
import { openClusterClient } from './open-cluster-client.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type MailboxFlags = LookingFlags & { readonly payloads: boolean; readonly count?: number };

const SHOWN = 10;

export async function mailboxCommand(
  this: CliContext,
  flags: MailboxFlags,
  ...words: string[]
): Promise<void> {
  const [first = '', second] = words;
  if (second !== undefined) return control(this, flags, first, second);
  await watchCluster(this, flags, async (client) => {
    const mailboxes = await client.mailboxes(first, flags.count ?? SHOWN, flags.payloads);
    const lines = mailboxes.flatMap((mailbox) => mailboxLines(this.texts, mailbox));
    return { document: { mailboxes }, lines };
  });
}

async function control(
  context: CliContext,
  flags: MailboxFlags,
  action: string,
  path: string,
): Promise<void> {
  if (!isControl(action)) {
    const reason = `${action} is not one of ${CONTROLS.join(', ')}`;
    throw streamError('CLIENT_USAGE', { reason, command: 'mailbox' });
  }
  const { terminal, texts } = context;
  const client = openClusterClient(context, await readConfiguration(context, flags), flags.jobmanager);
  const answer = await client.controlMailbox(action, path, flags.count ?? 1);
  if (flags.json) return terminal.json(answer);
  for (const line of controlLines(texts, action, answer)) terminal.out(line);
}

function controlLines(texts: Dictionary, action: MailboxControl, answer: ControlAnswer): string[] {
  const { waiting, newAsksTimeOutAfterMs, lostAfterMs } = answer;
  const actors = answer.actors.flatMap(({ paths }) => paths).join(', ');
  const count = answer.actors.reduce((sum, { stepped }) => sum + stepped, 0);
  const step = count === 0 ? texts.mailboxNotStepped : texts.mailboxStepped;
  const done = { pause: texts.mailboxPaused, resume: texts.mailboxResumed, step }[action];
  const lines = [fill(done, { actors, count })];
  if (action === 'resume') return lines;
  for (const { description, asker, leftMs } of waiting) {
    const left = durationText(leftMs);
    lines.push(fill(texts.pauseWaiting, { description, asker: asker ?? texts.outside, left }));
  }
  if (newAsksTimeOutAfterMs !== undefined) {
    lines.push(fill(texts.pauseNewAsks, { limit: durationText(newAsksTimeOutAfterMs) }));
  }
  if (lostAfterMs !== undefined) lines.push(fill(texts.pauseLost, { limit: durationText(lostAfterMs) }));
  return lines;
}

const CONTROLS: readonly MailboxControl[] = ['pause', 'resume', 'step'];

function isControl(word: string): word is MailboxControl {
  return (CONTROLS as readonly string[]).includes(word);
}
