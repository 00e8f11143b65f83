/** `rivulet actors`: every actor of every process, parents before children, with what waits in its mailbox. */
import type { ActorInspection, DeadLettersReport, ProcessActors } from '@rivulet/runtime/actor';
import type { ClusterActors } from '../../rest/index.ts';
import type { CliContext } from '../cli-context.ts';
import { durationText } from '../terminal/duration-text.ts';
import { type Cell, textTable } from '../terminal/text-table.ts';
import { type Dictionary, fill } from '../texts/dictionary.ts';
import { type LookingFlags, watchCluster } from './watch-cluster.ts';

export type ActorsFlags = LookingFlags;

export async function actorsCommand(this: CliContext, flags: ActorsFlags): Promise<void> {
  await watchCluster(this, flags, async (client) => {
    const [report, { circles, watches }, deadLetters] = await Promise.all([
      client.actorsReport(),
      client.askGraph(),
      client.deadLetters(),
    ]);
    const lines = [
      ...processLines(this.texts, report, deadLetters),
      ...circles.map((circle) => fill(this.texts.askCircle, { path: [...circle, circle[0]].join(' → ') })),
    ];
    return { document: { ...report, circles, watches, deadLetters }, lines };
  });
}

function processLines(
  texts: Dictionary,
  { processes, missing }: ClusterActors,
  deadLetters: readonly DeadLettersReport[],
): readonly string[] {
  const deadOf = (name: string): DeadLettersReport | undefined =>
    deadLetters.find(({ process }) => process === name);
  return [
    ...processes.flatMap((process) => [
      ...actorLines(texts, process),
      ...deadLetterLines(texts, deadOf(process.process)),
      '',
    ]),
    ...missing.map(({ address, reason }) => fill(texts.processMissing, { address, reason })),
  ];
}

function actorLines(texts: Dictionary, { process, address, actors, taskMailboxes }: ProcessActors): string[] {
  const header = [
    texts.columnPath,
    texts.columnState,
    texts.columnDepth,
    texts.columnOldest,
    texts.columnHandled,
    texts.columnRestarts,
    texts.columnUid,
  ];
  const running = taskMailboxes.filter(({ tasks }) => tasks.length > 0);
  const threads = running.map(({ thread, tasks }) => `${thread} [${tasks.join(', ')}]`).join(' · ');
  return [
    `${process}  ${address}`,
    ...textTable(header, actors.map(actorRow)),
    ...(running.length === 0 ? [] : [fill(texts.taskMailboxes, { threads })]),
  ];
}

function deadLetterLines(texts: Dictionary, report: DeadLettersReport | undefined): readonly string[] {
  if (report === undefined || report.total === 0) return [];
  const reasons = Object.entries(report.byReason).map(([reason, count]) => `${reason} ${count}`);
  return [fill(texts.deadLettersOf, { count: report.total, reasons: reasons.join(', ') })];
}

function actorRow({
  path,
  state,
  mailboxDepth,
  oldestAgeMs,
  processed,
  restarts,
  uid,
}: ActorInspection): readonly Cell[] {
  const oldest = oldestAgeMs === null ? '' : durationText(oldestAgeMs);
  return [path, state, mailboxDepth, oldest, processed, restarts, String(uid)];
}
