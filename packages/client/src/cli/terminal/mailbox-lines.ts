/** One mailbox for people: its lanes, each as a table, then the last messages handled. */
import type { AskReport, MailboxReport, QueuedMail } from '@rivulet/runtime/actor';
import { type Dictionary, fill } from '../texts/dictionary.ts';
import { durationText } from './duration-text.ts';
import { type Cell, textTable } from './text-table.ts';

export function mailboxLines(texts: Dictionary, report: MailboxReport): readonly string[] {
  const { actor, states, system, user, stash, timers, asksOut, asksIn, watching, watchers, handled } = report;
  const named = Object.entries(states).map(([name, state]) => `${name} ${state}`);
  const listed = (names: readonly string[]): string => names.join(', ') || texts.nobody;
  const timerRows = timers.map(({ key, type, dueInMs }) => [key, type, durationText(dueInMs)]);
  return [
    `${actor.path}#${actor.uid}  ${actor.state}  (${report.process}, ${report.address})`,
    ...(named.length === 0 ? [] : [fill(texts.laneStates, { states: named.join(' · ') })]),
    ...(system.length === 0 ? [] : [fill(texts.laneSystem, { types: system.join(', ') })]),
    ...lane(fill(texts.laneUser, { count: actor.mailboxDepth }), queueTable(texts, user)),
    ...lane(fill(texts.laneStash, { count: stash.length }), queueTable(texts, stash)),
    ...lane(
      fill(texts.laneTimers, { count: timers.length }),
      table([texts.columnKey, texts.columnType, texts.columnDue], timerRows),
    ),
    ...lane(fill(texts.laneAsksOut, { count: asksOut.length }), askTable(texts, asksOut, 'target')),
    ...lane(fill(texts.laneAsksIn, { count: asksIn.length }), askTable(texts, asksIn, 'asker')),
    fill(texts.laneWatches, { watching: listed(watching), watchers: listed(watchers) }),
    ...lane(texts.laneHandled, handledTable(texts, handled)),
    '',
  ];
}

function lane(title: string, lines: readonly string[]): readonly string[] {
  return [title, ...lines.map((line) => `  ${line}`)];
}

function table(header: readonly string[], rows: readonly (readonly Cell[])[]): readonly string[] {
  return rows.length === 0 ? [] : textTable(header, rows);
}

function queueTable(texts: Dictionary, queue: readonly QueuedMail[]): readonly string[] {
  const payloads = queue.some(({ payload }) => payload !== undefined);
  const { columnType, columnSender, columnAge, columnSize, columnAskLeft, columnPayload } = texts;
  const header = ['#', columnType, columnSender, columnAge, columnSize, columnAskLeft];
  const rows = queue.map(({ position, type, sender, ageMs, sizeBytes, askLeftMs, payload }) => [
    position,
    type,
    sender ?? texts.outside,
    durationText(ageMs),
    sizeBytes,
    askLeftMs === undefined ? '' : durationText(askLeftMs),
    ...(payloads ? [JSON.stringify(payload) ?? ''] : []),
  ]);
  return table(payloads ? [...header, columnPayload] : header, rows);
}

function askTable(
  texts: Dictionary,
  asks: readonly AskReport[],
  other: 'asker' | 'target',
): readonly string[] {
  const header = [
    texts.columnType,
    other === 'target' ? texts.columnTarget : texts.columnSender,
    texts.columnAge,
    texts.columnAskLeft,
  ];
  const rows = asks.map((ask) => [
    ask.description,
    ask[other] ?? texts.outside,
    durationText(ask.ageMs),
    durationText(ask.leftMs),
  ]);
  return table(header, rows);
}

function handledTable(texts: Dictionary, handled: MailboxReport['handled']): readonly string[] {
  const { columnType, columnSender, columnWait, columnTook, columnOutcome, columnSent } = texts;
  const rows = handled.map(({ type, sender, waitMs, durationMs, outcome, sent }) => [
    type,
    sender ?? texts.outside,
    durationText(waitMs),
    durationText(durationMs),
    outcome,
    sent.join(', '),
  ]);
  return table([columnType, columnSender, columnWait, columnTook, columnOutcome, columnSent], rows);
}
