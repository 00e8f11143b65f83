/** The channels of all gates of a task under one numbering, as the barrier handlers see them.
 *  Path: barrier handler → **gate channels** → input gate → the channel's producer.
 *  What barriers overtake is not kept yet: a marker checkpoint stores nothing. */
import { assert } from '@rivulet/runtime/base';
import type { SingleInputGate } from '@rivulet/runtime/network';
import type { CheckpointableInput } from './barrier-handler.ts';

type Gate = Pick<SingleInputGate, 'channelCount' | 'convertToPriority' | 'resumeConsumption'>;

export class GateChannels implements CheckpointableInput {
  readonly channelCount: number;
  readonly #places: readonly { readonly gate: Gate; readonly channelIndex: number }[];
  readonly #firstOfGate: readonly number[];

  constructor(gates: readonly Gate[]) {
    let channelCount = 0;
    this.#firstOfGate = gates.map((gate) => (channelCount += gate.channelCount) - gate.channelCount);
    this.#places = gates.flatMap((gate) =>
      Array.from({ length: gate.channelCount }, (_, channelIndex) => ({ gate, channelIndex })),
    );
    this.channelCount = channelCount;
  }

  numberOf(gateIndex: number, channelIndex: number): number {
    const first = this.#firstOfGate[gateIndex];
    assert(first !== undefined, 'a gate of this task');
    return first + channelIndex;
  }

  resumeConsumption(channel: number): void {
    const { gate, channelIndex } = this.#place(channel);
    gate.resumeConsumption(channelIndex);
  }

  /** One that has been polled meanwhile needs no priority any more. */
  convertToPriorityEvent(channel: number, sequenceNumber: number): void {
    const { gate, channelIndex } = this.#place(channel);
    gate.convertToPriority(channelIndex, sequenceNumber);
  }

  checkpointStarted(): void {}

  checkpointStopped(): void {}

  #place(channel: number): { readonly gate: Gate; readonly channelIndex: number } {
    const place = this.#places[channel];
    assert(place !== undefined, 'a channel of this task');
    return place;
  }
}
