/** Works through the slices of a task's input gates: one slice per step, records read straight into the chain.
 *  Path: single input gate → **input processor** → record reader → chain; events → barrier handler.
 *  Events are handled even while the outputs are full: they write at most events, which need no room. Those with
 *  priority are taken between two records of a slice.
 *  Invariant: a slice is released when its last record was processed; end of data is all channels of all gates.
 *  Source: Flink's StreamOneInputProcessor and StreamTaskNetworkInput. */
import { assertNever, streamError } from '@rivulet/runtime/base';
import type { CheckpointBarrier, RecordReader, SingleInputGate } from '@rivulet/runtime/network';
import type { BarrierHandler, GateChannels } from './checkpoint/index.ts';
import type { TaskWait } from './metrics/index.ts';
import type { CanEmit } from './output-availability.ts';
import type { InputStatus, TaskInput } from './task-input.ts';

export type GateInput = { readonly gate: SingleInputGate; readonly reader: RecordReader };

export class InputProcessor implements TaskInput {
  readonly wakeAtMs: number = Infinity;
  readonly pending: undefined = undefined;
  readonly #inputs: readonly GateInput[];
  readonly #canEmit: CanEmit;
  readonly #channels: GateChannels;
  readonly #barriers: BarrierHandler;
  readonly #openChannels: Set<number>;
  /** The input whose slice is not used up yet. */
  #slice: GateInput | undefined;
  /** The input whose event has been polled and not handled yet. */
  #event: GateInput | undefined;
  #next = 0;
  #channelsWithData: number;

  constructor(
    inputs: readonly GateInput[],
    canEmit: CanEmit,
    channels: GateChannels,
    barriers: BarrierHandler,
  ) {
    this.#inputs = inputs;
    this.#canEmit = canEmit;
    this.#channels = channels;
    this.#barriers = barriers;
    this.#channelsWithData = channels.channelCount;
    this.#openChannels = new Set(Array.from({ length: channels.channelCount }, (_, channel) => channel));
  }

  get waitsFor(): TaskWait {
    return this.#barriers.isAligning ? 'barrier' : 'input';
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
    if (this.#takeEvent() || this.#takePriorityEvent()) return 'worked';
    if (!this.#canEmit()) return 'blocked';
    if (this.#slice === undefined) this.#poll(nowMs);
    if (this.#takeEvent()) return 'worked';
    const slice = this.#slice;
    if (slice === undefined) return this.#hasEnded() ? 'ended' : 'idle';
    if (slice.reader.readSlice()) {
      slice.gate.releaseCurrent();
      this.#slice = undefined;
    }
    return 'worked';
  }

  isAvailable(nowMs: number): boolean {
    if (this.#event === undefined && this.#slice === undefined) this.#poll(nowMs);
    return this.#event !== undefined || this.#slice !== undefined || this.#hasEnded();
  }

  get hasPriorityEvent(): boolean {
    return this.#inputs.some(({ gate }) => gate.hasPriority);
  }

  injectBarrier(barrier: CheckpointBarrier): boolean {
    const open = [...this.#openChannels];
    for (const channel of open) this.#barriers.processBarrier(barrier, channel, false);
    return open.length > 0;
  }

  close(): void {
    for (const { gate } of this.#inputs) gate.close();
  }

  /** Opens the next slice, or finds the next event, of the gates in turn. */
  #poll(nowMs: number): void {
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
      if (event === undefined) {
        input.reader.openSlice(channelIndex, start, end);
        this.#slice = input;
      } else {
        this.#event = input;
      }
      return;
    }
  }

  #takeEvent(): boolean {
    const input = this.#event;
    if (input === undefined) return false;
    this.#event = undefined;
    this.#handleEvent(input);
    return true;
  }

  #takePriorityEvent(): boolean {
    for (const input of this.#inputs) {
      if (!input.gate.hasPriority || !input.gate.pollPriority()) continue;
      this.#handleEvent(input);
      return true;
    }
    return false;
  }

  #handleEvent({ gate, reader }: GateInput): void {
    const { event, channelIndex } = gate;
    const channel = this.#channels.numberOf(gate.gateIndex, channelIndex);
    switch (event?.kind) {
      case undefined:
      case 'endOfChannelState':
        return;
      case 'checkpointBarrier':
        return this.#barriers.processBarrier(event, channel, true);
      case 'eventAnnouncement':
        return this.#barriers.processBarrierAnnouncement(event.announced, event.sequenceNumber, channel);
      case 'cancelCheckpointMarker':
        return this.#barriers.processCancellationBarrier(event.checkpointId);
      case 'endOfData':
        this.#channelsWithData--;
        return;
      case 'endOfPartition':
        this.#openChannels.delete(channel);
        this.#barriers.processEndOfPartition(channel);
        if (gate.finished && reader.hasPartialRecord) {
          throw streamError('RECORD_CORRUPT', { what: 'the end of the partition inside a record' });
        }
        return;
      default:
        return assertNever(event, 'event');
    }
  }

  #hasEnded(): boolean {
    return this.#channelsWithData === 0 && this.#inputs.every(({ gate }) => gate.finished);
  }
}
