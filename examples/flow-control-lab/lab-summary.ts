/** What the lab prints: a row each second with both flow controls side by side, then the closing table and what to
 *  conclude from it. Pure: looks in, lines out. */
import type { ConsumerLook, ConsumerName, FlowControl } from './lab-consumer.ts';
import { fillIn, type LabTexts, padCells, padCellsAfter } from './lab-texts.ts';

export const MODES: readonly FlowControl[] = ['credit', 'tcp'];

export type Looks = Readonly<Record<ConsumerName, readonly ConsumerLook[]>>;

export type LabSummary = {
  readonly alone: number;
  /** Medians of the second half of a run: in the first, the buffers of the sockets fill. */
  readonly fast: number;
  readonly slow: number;
  readonly mostStaged: number;
  /** Medians of the markers that arrived; if none did, how long they were waited for. */
  readonly fastMarkerMs: number;
  readonly slowMarkerMs: number;
};

const WIDTHS = [11, 8, 9, 8, 8, 14];
const SECOND_WIDTH = 4;
const NAME_WIDTH = 42;
const FIGURE_WIDTH = 22;

export function headerLines(texts: LabTexts): readonly string[] {
  const columns = texts.columns
    .split(',')
    .map((title, i) => padCells(title, WIDTHS[i]!))
    .join('');
  const width = WIDTHS.reduce((sum, each) => sum + each, 0);
  const blank = ' '.repeat(SECOND_WIDTH);
  return [
    `${blank} │${MODES.map((mode) => padCells(texts[mode], width)).join(' │')}`,
    `${padCells('s', SECOND_WIDTH)} │${MODES.map(() => columns).join(' │')}`,
  ];
}

export function secondLine(
  second: number,
  looks: readonly ReadonlyMap<ConsumerName, ConsumerLook>[],
): string {
  const halves = looks.map((look) => {
    const [fast, slow] = [look.get('fast')!, look.get('slow')!];
    const pair = (of: (look: ConsumerLook) => string): string => `${of(fast)}/${of(slow)}`;
    const cells = [
      pair(({ megabytesPerSecond }) => megabytesPerSecond.toFixed(1)),
      pair(({ credit }) => String(credit ?? '-')),
      pair(({ backlog }) => String(backlog)),
      pair(({ staged }) => String(staged)),
      pair(({ queued }) => String(queued)),
      pair(({ markerMs, markerUnderWay }) => `${markerMs.toFixed(0)}${markerUnderWay ? '+' : ''}`),
    ];
    return cells.map((cell, i) => cell.padStart(WIDTHS[i]!)).join('');
  });
  return `${String(second).padStart(SECOND_WIDTH)} │${halves.join(' │')}`;
}

export function summaryOf(alone: number, { fast, slow }: Looks): LabSummary {
  const lateRate = (looks: readonly ConsumerLook[]): number =>
    medianOf(looks.slice(looks.length >> 1).map(({ megabytesPerSecond }) => megabytesPerSecond));
  return {
    alone,
    fast: lateRate(fast),
    slow: lateRate(slow),
    mostStaged: Math.max(0, ...fast.map((look, i) => look.staged + (slow[i]?.staged ?? 0))),
    fastMarkerMs: markerWaitOf(fast),
    slowMarkerMs: markerWaitOf(slow),
  };
}

export function summaryLines(
  summaries: Readonly<Record<FlowControl, LabSummary>>,
  texts: LabTexts,
): readonly string[] {
  const row = (name: string, of: (summary: LabSummary) => string): string =>
    padCellsAfter(name, NAME_WIDTH) +
    MODES.map((mode) => padCells(of(summaries[mode]), FIGURE_WIDTH)).join('');
  return [
    padCellsAfter(texts.summary, NAME_WIDTH) +
      MODES.map((mode) => padCells(texts[mode], FIGURE_WIDTH)).join(''),
    '─'.repeat(NAME_WIDTH + MODES.length * FIGURE_WIDTH),
    row(texts.rowAlone, ({ alone }) => alone.toFixed(1)),
    row(texts.rowFast, ({ fast }) => fast.toFixed(1)),
    row(texts.rowKept, kept),
    row(texts.rowSlow, ({ slow }) => slow.toFixed(1)),
    row(texts.rowRatio, ({ fast, slow }) => `${(fast / slow).toFixed(1)} : 1`),
    row(texts.rowStaged, ({ mostStaged }) => String(mostStaged)),
    row(texts.rowFastMarker, ({ fastMarkerMs }) => fastMarkerMs.toFixed(0)),
    row(texts.rowSlowMarker, ({ slowMarkerMs }) => slowMarkerMs.toFixed(0)),
  ];
}

export function conclusionOf(
  { credit, tcp }: Readonly<Record<FlowControl, LabSummary>>,
  texts: LabTexts,
): string {
  const times = (figure: 'fastMarkerMs' | 'slowMarkerMs'): string =>
    (tcp[figure] / Math.max(1, credit[figure])).toFixed(0);
  return fillIn(texts.conclusion, {
    creditKept: kept(credit),
    tcpKept: kept(tcp),
    fastTimes: times('fastMarkerMs'),
    slowTimes: times('slowMarkerMs'),
  });
}

function markerWaitOf(looks: readonly ConsumerLook[]): number {
  const arrived = looks.filter(({ markerUnderWay }) => !markerUnderWay);
  return arrived.length > 0
    ? medianOf(arrived.map(({ markerMs }) => markerMs))
    : Math.max(0, ...looks.map(({ markerMs }) => markerMs));
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function kept({ fast, alone }: LabSummary): string {
  return `${((100 * fast) / alone).toFixed(0)} %`;
}
