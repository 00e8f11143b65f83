/** The lab: one fast and one slow consumer behind the same connection, with and without credits, side by side.
 *  `npx -y pnpm lab flow-control --help`. It runs real jobs, prints what it measures and claims nothing in advance; the
 *  README tells what to look at. */
import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabClock } from './lab-clock.ts';
import { LabCluster } from './lab-cluster.ts';
import type { ConsumerLook, FlowControl } from './lab-consumer.ts';
import { labLanguageOf, type LabOptions, labOptionsOf } from './lab-options.ts';
import {
  conclusionOf,
  headerLines,
  type LabSummary,
  medianOf,
  MODES,
  secondLine,
  summaryLines,
  summaryOf,
} from './lab-summary.ts';
import { fillIn, labTextsOf } from './lab-texts.ts';
import { throughputChart } from './throughput-chart.ts';

const ALONE_SECONDS = 4;
const USAGE_ERROR = 2;

type RecordedLooks = Record<'fast' | 'slow', ConsumerLook[]>;
type PerMode<T> = Record<FlowControl, T>;

const clock: LabClock = { nowMs: () => performance.now(), sleep: (ms) => sleep(ms) };
const args = process.argv.slice(2);
const texts = labTextsOf(labLanguageOf(args, process.env));
const options = readOptions();
if (options?.help === true) print(texts.usage);
else if (options !== undefined) await runLab(options);

function readOptions(): LabOptions | undefined {
  try {
    return labOptionsOf(args);
  } catch (error) {
    process.stderr.write(`${fillIn(texts.badOption, { reason: (error as Error).message })}\n`);
    process.exitCode = USAGE_ERROR;
    return undefined;
  }
}

async function runLab({ seconds, slowMs, rate, svg }: LabOptions): Promise<void> {
  print(texts.starting);
  await using credit = await LabCluster.start('credit', clock);
  await using tcp = await LabCluster.start('tcp', clock);
  const clusters = [credit, tcp];
  const offered = ['--rate', String(rate), '--slow-ms', String(slowMs)];
  print(fillIn(texts.together, { rate: rate.toLocaleString('en') }));
  const alone = await measureAlone(clusters, [...offered, '--fast-only']);
  const looks = await measureTogether(clusters, offered, seconds);
  const summaries: PerMode<LabSummary> = {
    credit: summaryOf(alone.credit, looks.credit),
    tcp: summaryOf(alone.tcp, looks.tcp),
  };
  print('');
  for (const line of summaryLines(summaries, texts)) print(line);
  print(`\n${conclusionOf(summaries, texts)}`);
  const panels = MODES.map((mode) => ({
    title: texts[mode],
    ...chartSeries(looks[mode]),
    fastAlone: alone[mode],
  }));
  await writeFile(svg, throughputChart(panels, { ...texts, title: texts.chartTitle }));
  print(fillIn(texts.chart, { file: svg }));
  await Promise.all(clusters.map((cluster) => cluster.cancel()));
}

async function measureAlone(
  clusters: readonly LabCluster[],
  jobArgs: readonly string[],
): Promise<PerMode<number>> {
  await Promise.all(clusters.map((cluster) => cluster.run(jobArgs)));
  print(`\n${fillIn(texts.alone, { seconds: ALONE_SECONDS })}`);
  const alone: PerMode<number> = { credit: 0, tcp: 0 };
  const rates: PerMode<number[]> = { credit: [], tcp: [] };
  for (let second = 0; second < ALONE_SECONDS; second++) {
    await clock.sleep(1_000);
    for (const cluster of clusters) {
      const look = await cluster.look();
      rates[cluster.flowControl].push(look.get('fast')!.megabytesPerSecond);
    }
  }
  for (const mode of MODES) {
    alone[mode] = medianOf(rates[mode]);
    print(fillIn(texts.aloneRate, { mode: texts[mode], rate: alone[mode].toFixed(1) }));
  }
  await Promise.all(clusters.map((cluster) => cluster.cancel()));
  return alone;
}

async function measureTogether(
  clusters: readonly LabCluster[],
  jobArgs: readonly string[],
  seconds: number,
): Promise<PerMode<RecordedLooks>> {
  await Promise.all(clusters.map((cluster) => cluster.run(jobArgs)));
  print(`\n${texts.pairs}`);
  for (const cluster of clusters) await printPlacement(cluster);
  print('');
  for (const line of headerLines(texts)) print(line);
  const recorded: PerMode<RecordedLooks> = { credit: { fast: [], slow: [] }, tcp: { fast: [], slow: [] } };
  for (let second = 1; second <= seconds; second++) {
    await clock.sleep(1_000);
    const looks = await Promise.all(clusters.map((cluster) => cluster.look()));
    clusters.forEach(({ flowControl }, i) => {
      for (const [name, look] of looks[i]!) recorded[flowControl][name].push(look);
    });
    print(secondLine(second, looks));
  }
  return recorded;
}

async function printPlacement(cluster: LabCluster): Promise<void> {
  const { producers, consumers, remote } = await cluster.placement();
  const mode = texts[cluster.flowControl];
  const short = (name: string): string => name.slice(0, 8);
  const kind = remote && producers !== consumers ? texts.remote : texts.local;
  print(fillIn(texts.placed, { mode, producers: short(producers), consumers: short(consumers), kind }));
}

function chartSeries({ fast, slow }: RecordedLooks): { readonly fast: number[]; readonly slow: number[] } {
  const rateOf = ({ megabytesPerSecond }: ConsumerLook): number => megabytesPerSecond;
  return { fast: fast.map(rateOf), slow: slow.map(rateOf) };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
