/** The lab: one fast and one slow consumer behind the same connection, with and without credits, side by side.
 *  `pnpm lab flow-control [seconds] [milliseconds the slow one takes per buffer] [MB/s offered]`.
 *  It prints what it measures and claims nothing in advance; the README tells what to look at. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FlowControl } from '@rivulet/runtime/graph';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { type ConsumerLook, LabRun } from './lab-run.ts';
import { type Series, throughputChart } from './throughput-chart.ts';

const MODES = ['credit', 'tcp'] as const;
const ALONE_SECONDS = 3;
const CHART = new URL('./throughput.svg', import.meta.url);

type Looks = { readonly fast: ConsumerLook[]; readonly slow: ConsumerLook[] };
type Summary = {
  readonly alone: number;
  readonly fast: number;
  readonly slow: number;
  readonly fastWaitMs: number;
  readonly slowWaitMs: number;
};

const args = process.argv.slice(2).filter((arg) => arg !== 'flow-control');
const seconds = Number(args[0] ?? 12);
const slowMs = Number(args[1] ?? 20);
/** Below what a processor can carry, so that threads do not compete for it; 0: no limit. */
const offered = Number(args[2] ?? 100);
const io = openNodeIo({ logLevel: 'error' });

const alone = { credit: await measureAlone('credit'), tcp: await measureAlone('tcp') };
print(`fast consumer alone: credit ${alone.credit.toFixed(0)} MB/s, tcp ${alone.tcp.toFixed(0)} MB/s\n`);
const looks = await measureTogether();
const summaries = { credit: summaryOf('credit'), tcp: summaryOf('tcp') };
printSummary();
await writeFile(CHART, chart());
print(`\nThroughput over time: ${fileURLToPath(CHART)}`);

async function measureAlone(mode: FlowControl): Promise<number> {
  await using run = await LabRun.start(io, mode, { fast: 0 }, offered);
  const rates: number[] = [];
  for (let second = 0; second < ALONE_SECONDS; second++) {
    await sleep(1_000);
    rates.push(run.look().get('fast')!.megabytesPerSecond);
  }
  return medianOf(rates);
}

/** One mode after the other, so that neither takes processors from the other; shown side by side all the same. */
async function measureTogether(): Promise<Record<FlowControl, Looks>> {
  const seen: Record<FlowControl, Looks> = { credit: { fast: [], slow: [] }, tcp: { fast: [], slow: [] } };
  const widths = [12, 8, 8, 8, 8, 12];
  const row = (cells: readonly string[]): string =>
    cells.map((cell, i) => cell.padStart(widths[i]!)).join('');
  const header = row(['MB/s', 'credit', 'backlog', 'queued', 'staged', 'wait ms']);
  print(`With credits first, for ${seconds} s; then without, and both side by side.`);
  print('Each pair is fast/slow consumer; buffers of 32 KiB; wait: from written to read.');
  const withCredit: string[] = [];
  for (const mode of MODES) {
    await using run = await LabRun.start(io, mode, { fast: 0, slow: slowMs }, offered);
    if (mode === 'tcp') {
      print(
        `   s |${'with credit'.padStart(header.length)} |${'before credits (tcp)'.padStart(header.length)}`,
      );
      print(`     |${header} |${header}`);
    }
    for (let second = 1; second <= seconds; second++) {
      await sleep(1_000);
      const now = run.look();
      const [fast, slow] = [now.get('fast')!, now.get('slow')!];
      seen[mode].fast.push(fast);
      seen[mode].slow.push(slow);
      const cells = row(pairsOf(fast, slow));
      if (mode === 'credit') withCredit.push(cells);
      else print(`${String(second).padStart(4)} |${withCredit[second - 1]!} |${cells}`);
    }
  }
  return seen;
}

function pairsOf(fast: ConsumerLook, slow: ConsumerLook): readonly string[] {
  const pair = (of: (look: ConsumerLook) => number | undefined, digits: number = 0): string =>
    [fast, slow].map((look) => of(look)?.toFixed(digits) ?? '-').join('/');
  return [
    pair((look) => look.megabytesPerSecond, 1),
    pair((look) => look.credit),
    pair((look) => look.backlog),
    pair((look) => look.queued),
    pair((look) => look.staged),
    pair((look) => look.waitMs),
  ];
}

/** Of the second half: until then the buffers of the sockets fill. */
function summaryOf(mode: FlowControl): Summary {
  const { fast, slow } = looks[mode];
  const median = (of: readonly ConsumerLook[], figure: 'megabytesPerSecond' | 'waitMs'): number =>
    medianOf(of.slice(of.length >> 1).map((look) => look[figure]));
  return {
    alone: alone[mode],
    fast: median(fast, 'megabytesPerSecond'),
    slow: median(slow, 'megabytesPerSecond'),
    fastWaitMs: median(fast, 'waitMs'),
    slowWaitMs: median(slow, 'waitMs'),
  };
}

function printSummary(): void {
  const row = (name: string, of: (summary: Summary) => string): void =>
    print(`${name.padEnd(42)}${MODES.map((mode) => of(summaries[mode]).padStart(14)).join('')}`);
  print(`\n${'median of the second half'.padEnd(42)}${MODES.map((mode) => mode.padStart(14)).join('')}`);
  row('fast consumer alone, MB/s', ({ alone: rate }) => rate.toFixed(1));
  row('fast consumer beside the slow one, MB/s', ({ fast }) => fast.toFixed(1));
  row('  of what it has alone', ({ fast, alone: rate }) => `${((100 * fast) / rate).toFixed(1)} %`);
  row('slow consumer, MB/s', ({ slow }) => slow.toFixed(1));
  row('fast : slow', ({ fast, slow }) => `${(fast / slow).toFixed(1)} : 1`);
  row('a marker to the fast consumer waits, ms', ({ fastWaitMs }) => fastWaitMs.toFixed(1));
  row('a marker to the slow consumer waits, ms', ({ slowWaitMs }) => slowWaitMs.toFixed(0));
  print(`\n${conclusion()}`);
}

function conclusion(): string {
  const { credit, tcp } = summaries;
  const kept = (summary: Summary): string => `${((100 * summary.fast) / summary.alone).toFixed(0)} %`;
  const times = (tcp.slowWaitMs / credit.slowWaitMs).toFixed(0);
  return (
    `Beside a slow neighbour on its connection, the fast consumer kept ${kept(credit)} of its throughput with ` +
    `credits and ${kept(tcp)} without, and a marker behind the slow one waited ${times} times as long without.`
  );
}

function chart(): string {
  const colors = { credit: { fast: '#1a7f37', slow: '#8fd19e' }, tcp: { fast: '#cf222e', slow: '#f0a0a5' } };
  const series = MODES.flatMap((mode) =>
    (['fast', 'slow'] as const).map((name): Series => ({
      name: `${mode}: ${name} consumer`,
      color: colors[mode][name],
      values: looks[mode][name].map((look) => look.megabytesPerSecond),
    })),
  );
  return throughputChart('MB/s read, by second (logarithmic)', series);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

async function sleep(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    io.timers.after(ms, resolve);
  });
}

function print(line: string): void {
  io.console.out(`${line}\n`);
}
