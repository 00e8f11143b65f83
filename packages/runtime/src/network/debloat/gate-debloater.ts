/** The debloating of one input gate, in the thread of its task.
 *  Path: task (a timer of its mailbox) → **gate debloater** → replies of the gate's channels → producers.
 *  The figures are shown in shared memory for whoever reports. Nothing happens per record; per buffer, the meter is
 *  told that there was one. */
import { BufferDebloater } from './buffer-debloater.ts';
import type { DebloatSettings } from './debloat-settings.ts';
import { ThroughputMeter } from './throughput-meter.ts';

/** Structured-clonable; absent where debloating is off. */
export type DebloatHandle = {
  readonly settings: DebloatSettings;
  readonly figures: SharedArrayBuffer;
};

/** What is debloated. */
export interface DebloatedGate {
  readonly bytesIn: number;
  /** Buffers that hold data for the gate, or could soon: queued here, or waiting at a producer for floating ones. */
  readonly buffersInUse: number;
  announceBufferSize(bytes: number): void;
}

export type DebloatFigures = {
  readonly debloatedBufferSize: number;
  readonly estimatedTimeToConsumeBuffersMs: number;
};

const FIGURES = 2;

export class GateDebloater {
  readonly periodMs: number;
  readonly meter: ThroughputMeter;
  readonly #gate: DebloatedGate;
  readonly #debloater: BufferDebloater;
  readonly #figures: Float64Array;

  constructor({ settings, figures }: DebloatHandle, gate: DebloatedGate, segmentSize: number) {
    this.periodMs = settings.periodMs;
    this.meter = new ThroughputMeter();
    this.#gate = gate;
    this.#debloater = new BufferDebloater(settings, segmentSize);
    this.#figures = new Float64Array(figures);
    this.#show();
  }

  /** Call every `periodMs`. */
  debloat(nowMs: number): void {
    const { bytesIn, buffersInUse } = this.#gate;
    const size = this.#debloater.decide(this.meter.bytesPerSecond(bytesIn, nowMs), buffersInUse);
    if (size !== undefined) this.#gate.announceBufferSize(size);
    this.#show();
  }

  #show(): void {
    this.#figures[0] = this.#debloater.bufferSize;
    this.#figures[1] = this.#debloater.estimatedTimeToConsumeMs;
  }
}

export function createDebloatFigures(): SharedArrayBuffer {
  return new SharedArrayBuffer(FIGURES * Float64Array.BYTES_PER_ELEMENT);
}

/** From any thread. */
export function readDebloatFigures(figures: SharedArrayBuffer): DebloatFigures {
  const [debloatedBufferSize = 0, estimatedTimeToConsumeBuffersMs = 0] = new Float64Array(figures);
  return { debloatedBufferSize, estimatedTimeToConsumeBuffersMs };
}
