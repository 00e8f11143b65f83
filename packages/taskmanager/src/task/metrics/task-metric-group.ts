/** The metrics of one task under Flink's names, as the main thread reads and samples them.
 *  Path: shared block → **task metric group** → TaskExecutor's heartbeats → JobMaster → REST.
 *  Invariant: of each second idle and back-pressured time are measured, and the rest is busy; a period under way
 *  counts as far as it has passed. Source: Flink's TaskIOMetricGroup. */
import { latencyIndex, LATENCY_SAMPLES, TASK_FIGURE } from './task-metrics-block.ts';
import { isBackPressured, readTaskMetrics, type TaskIoFigures, taskPhaseOf } from './read-task-metrics.ts';
import { SampledRate } from './sampled-rate.ts';

/** A histogram is several metrics: `mailboxLatencyMs_p99`. */
export type Metrics = Readonly<Record<string, number | boolean>>;

/** What is given per second besides as a sum: records, bytes, buffers, mails. */
const COUNTERS = [
  'numRecordsIn',
  'numRecordsOut',
  'numBytesIn',
  'numBytesOut',
  'numBuffersIn',
  'numBuffersOut',
] as const satisfies readonly (keyof TaskIoFigures)[];

export class TaskMetricGroup {
  readonly #block: SharedArrayBuffer;
  readonly #figures: Float64Array;
  readonly #rates = new Map<string, SampledRate>();
  #maxSoftMs = 0;
  #maxHardMs = 0;

  constructor(block: SharedArrayBuffer) {
    this.#block = block;
    this.#figures = new Float64Array(block);
  }

  /** To be called every `SAMPLE_INTERVAL_MS`. */
  sample(nowWallMs: number): void {
    const runningSinceMs = this.#at(TASK_FIGURE.runningSinceWallMs);
    if (runningSinceMs === 0) return;
    for (const [name, sum] of Object.entries(this.#sums(nowWallMs))) {
      const rate = this.#rates.get(name) ?? new SampledRate(runningSinceMs, 0);
      rate.sample(nowWallMs, sum);
      this.#rates.set(name, rate);
    }
    this.#maxSoftMs = this.#longest('softBackPressured', TASK_FIGURE.maxSoftBackPressuredTimeMs, nowWallMs);
    this.#maxHardMs = this.#longest('hardBackPressured', TASK_FIGURE.maxHardBackPressuredTimeMs, nowWallMs);
    // The task thread sees it at the end of its next period, and begins a new maximum.
    this.#figures[TASK_FIGURE.sampleEpoch] = this.#at(TASK_FIGURE.sampleEpoch) + 1;
  }

  metrics(nowWallMs: number): Metrics {
    const io = readTaskMetrics(this.#block, nowWallMs);
    const idle = this.#msPerSecond('idleTimeMs');
    const soft = this.#msPerSecond('softBackPressuredTimeMs');
    const hard = this.#msPerSecond('hardBackPressuredTimeMs');
    return {
      ...Object.fromEntries(COUNTERS.map((name) => [name, io[name]])),
      ...Object.fromEntries(COUNTERS.map((name) => [`${name}PerSecond`, this.#perSecond(name)])),
      idleTimeMsPerSecond: idle,
      softBackPressuredTimeMsPerSecond: soft,
      hardBackPressuredTimeMsPerSecond: hard,
      backPressuredTimeMsPerSecond: soft + hard,
      // Before the first sample nothing is known, and a task that has not begun is not busy.
      busyTimeMsPerSecond: this.#rates.size === 0 ? 0 : 1000 - Math.min(1000, idle + soft + hard),
      maxSoftBackPressuredTimeMs: this.#maxSoftMs,
      maxHardBackPressuredTimeMs: this.#maxHardMs,
      isBackPressured: isBackPressured(taskPhaseOf(this.#block)),
      accumulateIdleTimeMs: io.idleTimeMs,
      accumulateBackPressuredTimeMs: io.backPressuredTimeMs,
      accumulateBusyTimeMs: io.busyTimeMs,
      mailboxQueueSize: this.#at(TASK_FIGURE.mailboxQueueSize),
      mailboxMailsPerSecond: this.#perSecond('mailboxMails'),
      ...this.#mailboxLatency(),
      checkpointStartDelayNanos: this.#at(TASK_FIGURE.checkpointStartDelayNanos),
      checkpointAlignmentTime: this.#at(TASK_FIGURE.checkpointAlignmentTime),
    };
  }

  /** Everything that rates are made of; time that a task sleeps through included as far as it has passed. */
  #sums(nowWallMs: number): Record<string, number> {
    const io = readTaskMetrics(this.#block, nowWallMs);
    const phase = taskPhaseOf(this.#block);
    const openMs = this.#openPeriodMs(nowWallMs);
    const spent = (figure: number, ofPhase: typeof phase): number =>
      this.#at(figure) + (phase === ofPhase ? openMs : 0);
    return {
      ...Object.fromEntries(COUNTERS.map((name) => [name, io[name]])),
      idleTimeMs: spent(TASK_FIGURE.idleTimeMs, 'idle'),
      softBackPressuredTimeMs: spent(TASK_FIGURE.softBackPressuredTimeMs, 'softBackPressured'),
      hardBackPressuredTimeMs: spent(TASK_FIGURE.hardBackPressuredTimeMs, 'hardBackPressured'),
      mailboxMails: this.#at(TASK_FIGURE.mailboxMails),
    };
  }

  /** The longest period since the last sample, one under way included. */
  #longest(phase: 'softBackPressured' | 'hardBackPressured', figure: number, nowWallMs: number): number {
    const isOfThisSample = this.#at(TASK_FIGURE.maxEpoch) === this.#at(TASK_FIGURE.sampleEpoch);
    const endedMs = isOfThisSample ? this.#at(figure) : 0;
    const openMs = taskPhaseOf(this.#block) === phase ? this.#openPeriodMs(nowWallMs) : 0;
    return Math.round(Math.max(endedMs, openMs));
  }

  #mailboxLatency(): Record<string, number> {
    const count = Math.min(LATENCY_SAMPLES, this.#at(TASK_FIGURE.mailboxLatencies));
    const sorted = Array.from({ length: count }, (_, i) => this.#at(latencyIndex(i))).toSorted(
      (a, b) => a - b,
    );
    const quantile = (part: number): number => sorted[Math.max(0, Math.ceil(part * count) - 1)] ?? 0;
    const mean = count === 0 ? 0 : sorted.reduce((sum, value) => sum + value, 0) / count;
    const named = {
      min: sorted[0] ?? 0,
      max: sorted.at(-1) ?? 0,
      mean,
      median: quantile(0.5),
      p75: quantile(0.75),
      p90: quantile(0.9),
      p95: quantile(0.95),
      p98: quantile(0.98),
      p99: quantile(0.99),
      p999: quantile(0.999),
    };
    return Object.fromEntries(
      Object.entries(named).map(([name, value]) => [`mailboxLatencyMs_${name}`, value]),
    );
  }

  #openPeriodMs(nowWallMs: number): number {
    return Math.max(0, nowWallMs - this.#at(TASK_FIGURE.phaseSinceWallMs));
  }

  #perSecond(name: string): number {
    return this.#rates.get(name)?.perSecond ?? 0;
  }

  #msPerSecond(name: string): number {
    return Math.round(this.#rates.get(name)?.msPerSecond ?? 0);
  }

  #at(figure: number): number {
    return this.#figures[figure] ?? 0;
  }
}
