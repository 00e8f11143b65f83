/** A chain of reasons on a terminal: the job, then one reason below the other, each because of the next. */
import type { Language } from '@rivulet/runtime/base';
import { durationText } from '../terminal/duration-text.ts';
import { shortId } from '../terminal/short-id.ts';
import { wrapText } from '../terminal/wrap-text.ts';
import { fill } from '../texts/dictionary.ts';
import type { Reason, WaitChain } from './reason.ts';
import { WHY_TEXTS } from './why-texts.ts';

const INDENT = '  ';

export function renderWaitChain(
  language: Language,
  { jobId, name, verdict, chain, commands }: WaitChain,
  nowWallMs: number,
  width: number,
): readonly string[] {
  const texts = WHY_TEXTS[language];
  return [
    `${name} (${shortId(jobId)})  ${texts[verdict]}`,
    ...chain.flatMap((reason, depth) => reasonLines(language, reason, depth, nowWallMs, width)),
    ...(commands.length === 0
      ? []
      : ['', texts.commands, ...commands.map((command) => `${INDENT}${command}`)]),
  ];
}

function reasonLines(
  language: Language,
  reason: Reason,
  depth: number,
  nowWallMs: number,
  width: number,
): readonly string[] {
  const texts = WHY_TEXTS[language];
  const indent = INDENT.repeat(depth);
  const since =
    reason.sinceMs === undefined || reason.sinceMs <= 0
      ? ''
      : `${fill(texts.since, { since: durationText(Math.max(0, nowWallMs - reason.sinceMs)) })}`;
  const start = depth === 0 ? indent : `${indent}└ ${texts.because}`;
  const hanging = ' '.repeat(indent.length + (depth === 0 ? 0 : INDENT.length));
  const lines = wrapText(`${start.trimStart()}${wordsOf(language, reason)}${since}`, width - hanging.length);
  return [
    ...lines.map((line, index) => (index === 0 ? `${indent}${line}` : `${hanging}${line}`)),
    ...(reason.details ?? []).map(({ code, values }) => `${hanging}${INDENT}· ${fill(texts[code], values)}`),
  ];
}

function wordsOf(language: Language, { code, values }: Reason): string {
  const texts = WHY_TEXTS[language];
  const limit = values['limit'];
  const shown = typeof limit === 'number' ? { ...values, limit: durationText(limit) } : values;
  if (code === 'taskWaitsForOutput' && values['hard'] === 1) return fill(texts.hardOutput, shown);
  if (code === 'sourceIdle' && values['timer'] === 1) return fill(texts.sourceTimer, shown);
  return fill(texts[code], shown);
}
