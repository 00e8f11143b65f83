/** Works through the slices of a task's input gates: one slice per step, records read straight into the chain.
 *  Path: single input gate → **input processor** → record reader → chain.
 *  Invariant: a slice is released when its last record was processed; end of data is all channels of all gates.
 *  Source: Flink's StreamOneInputProcessor and StreamTaskNetworkInput. */
import { streamError } from '@rivulet/runtime/base';
import type { RecordReader, SingleInputGate } from '@rivulet/runtime/network';
import type { CanEmit } from './output-availability.ts';
import type { InputStatus, TaskInput } from './task-input.ts';

export type GateInput = { readonly gate: SingleInputGate; readonly reader: RecordReader };

export class InputProcessor implements TaskInput {
  readonly wakeAtMs: number = Infinity;
  readonly pending: undefined = undefined;
  readonly #inputs: readonly GateInput[];
  readonly #canEmit: CanEmit;
  /** The input whose event, or slice not used up yet, is next. */
  #open: GateInput | undefined;
  #next = 0;
  #channelsWithData: number;

  constructor(inputs: readonly GateInput[], canEmit: CanEmit) {
    this.#inputs = inputs;
    this.#canEmit = canEmit;
    this.#channelsWithData = inputs.reduce((sum, { gate }) => sum + gate.channelCount, 0);
  }

  get recordCount(): number {
    return this.#inputs.reduce((sum, { reader }) => sum + reader.recordCount, 0);
  }

  get bytesIn(): number {
    return this.#inputs.reduce((sum, { gate }) => sum + gate.bytesIn, 0);
  }

  get buffersIn(): number {
    return this.#inputs.reduce((sum, { gate }) => sum + gate.buffersIn, 0);
  }

  step(nowMs: number): InputStatus {
    if (!this.#canEmit()) return 'blocked';
    this.#open ??= this.#poll(nowMs);
    const input = this.#open;
    if (input === undefined) return this.#hasEnded() ? 'ended' : 'idle';
    if (input.gate.event !== undefined) {
      this.#takeEvent(input);
      this.#open = undefined;
    } else if (input.reader.readSlice()) {
      input.gate.releaseCurrent();
      this.#open = undefined;
    }
    return 'worked';
  }

  isAvailable(nowMs: number): boolean {
    this.#open ??= this.#poll(nowMs);
    return this.#open !== undefined || this.#hasEnded();
  }

  close(): void {
    for (const { gate } of this.#inputs) gate.close();
  }

  /** The next gate, in turn, that has a slice or an event. */
  #poll(nowMs: number): GateInput | undefined {
    for (let tried = 0; tried < this.#inputs.length; tried++) {
      const input = this.#inputs[this.#next];
      this.#next = (this.#next + 1) % this.#inputs.length;
      if (input === undefined || input.gate.finished) continue;
      if (!input.gate.pollNext()) {
        input.gate.debloater?.meter.pause(nowMs);
        continue;
      }
      input.gate.debloater?.meter.resume(nowMs);
      const { event, channelIndex, start, end } = input.gate;
      if (event === undefined) input.reader.openSlice(channelIndex, start, end);
      return input;
    }
    return undefined;
  }

  #takeEvent({ gate, reader }: GateInput): void {
    if (gate.event?.kind === 'endOfData') this.#channelsWithData--;
    gate.releaseCurrent();
    if (gate.finished && reader.hasPartialRecord) {
      throw streamError('RECORD_CORRUPT', { what: 'the end of the partition inside a record' });
    }
  }

  #hasEnded(): boolean {
    return this.#channelsWithData === 0 && this.#inputs.every(({ gate }) => gate.finished);
  }
}
