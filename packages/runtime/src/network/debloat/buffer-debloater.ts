/** Decides how large the buffers towards one gate should be, so that what is in flight takes a given time to consume:
 *  less waits in queues then, and a barrier passes sooner. Path: throughput, buffers in use → **debloater** → size.
 *  Invariant: a size is told only if it differs by the threshold, or has just reached one of its bounds; never twice.
 *  Source: Flink's BufferDebloater. */
import { BufferSizeEma } from './buffer-size-ema.ts';
import type { DebloatSettings } from './debloat-settings.ts';

export class BufferDebloater {
  /** The size that producers were told last, or begin with. */
  bufferSize: number;
  /** How long everything in flight takes at the present throughput, if all buffers are full. */
  estimatedTimeToConsumeMs: number;
  readonly #settings: DebloatSettings;
  readonly #least: number;
  readonly #most: number;
  readonly #average: BufferSizeEma;

  constructor(settings: DebloatSettings, segmentSize: number) {
    this.#most = segmentSize;
    this.#least = Math.min(settings.minBufferBytes, segmentSize);
    const start = startBufferSize(settings, segmentSize);
    this.bufferSize = start;
    this.estimatedTimeToConsumeMs = 0;
    this.#settings = settings;
    this.#average = new BufferSizeEma(start, this.#least, segmentSize, settings.samples);
  }

  /** @returns the size to tell the producers, or `undefined` when the last one will do */
  decide(bytesPerSecond: number, buffersInUse: number): number | undefined {
    const buffers = Math.max(1, buffersInUse);
    const size = this.#average.next((bytesPerSecond * this.#settings.targetMs) / 1_000, buffers);
    this.estimatedTimeToConsumeMs = Math.floor((buffers * size * 1_000) / Math.max(1, bytesPerSecond));
    if (!this.#isWorthTelling(size)) return undefined;
    this.bufferSize = size;
    return size;
  }

  #isWorthTelling(size: number): boolean {
    if (size === this.bufferSize) return false;
    if (size <= this.#least || size >= this.#most) return true;
    return Math.abs(size - this.bufferSize) >= (this.bufferSize * this.#settings.thresholdPercent) / 100;
  }
}

/** Producers and gates must begin alike, so both ask here: within the bounds, whatever is configured. */
export function startBufferSize(settings: DebloatSettings, segmentSize: number): number {
  return Math.min(Math.max(settings.minBufferBytes, settings.startBufferBytes), segmentSize);
}
