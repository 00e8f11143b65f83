/** What a consumer must see, kept beside the data plane by a model: the bytes of each channel in order, each barrier
 *  once and at its place, and for the newest checkpoint that
 *    processed when it started + in-flight input + in-flight output = written before the barrier.
 *  Imported by tests alone. */
import type { BarrierAlignment, CheckpointBarrier } from '../event/index.ts';

export type ChannelBook = {
  written: number;
  read: number;
  /** Bytes written before each barrier, by checkpoint. */
  readonly barriers: Map<number, { readonly writtenBefore: number; seen: boolean }>;
  /** Bytes that barriers overtook at the producer, by checkpoint. */
  readonly output: Map<number, number>;
  /** Of the checkpoint that its gate has started last. */
  readAtStart: number;
  inputSinceStart: number;
};

export class GateBook {
  readonly channels: readonly ChannelBook[];
  startedCheckpoint: number;

  constructor(channelCount: number) {
    this.channels = Array.from({ length: channelCount }, () => ({
      written: 0,
      read: 0,
      barriers: new Map(),
      output: new Map(),
      readAtStart: 0,
      inputSinceStart: 0,
    }));
    this.startedCheckpoint = -1;
  }

  nextByteWritten(channel: number): number {
    return this.channels[channel]!.written++ & 255;
  }

  nextByteRead(channel: number): number {
    return this.channels[channel]!.read++ & 255;
  }

  barrierWritten(channel: number, checkpointId: number): void {
    const { barriers, written } = this.channels[channel]!;
    barriers.set(checkpointId, { writtenBefore: written, seen: false });
  }

  /** @returns whether the gate has to start the checkpoint now; then look at `checkInFlight` */
  barrierRead(channel: number, { checkpointId, alignment }: CheckpointBarrier): boolean {
    const book = this.channels[channel]!;
    const barrier = book.barriers.get(checkpointId);
    demand(barrier !== undefined && !barrier.seen, 'a barrier arrives once');
    barrier.seen = true;
    demand(
      atItsPlace(alignment, book.read, barrier.writtenBefore),
      'a barrier never arrives behind its place',
    );
    if (checkpointId <= this.startedCheckpoint) return false;
    this.startedCheckpoint = checkpointId;
    for (const each of this.channels) {
      each.readAtStart = each.read;
      each.inputSinceStart = 0;
    }
    return true;
  }

  inputPersisted(channel: number, bytes: number): void {
    this.channels[channel]!.inputSinceStart += bytes;
  }

  checkInFlight(channel: number, checkpointId: number): void {
    if (checkpointId !== this.startedCheckpoint) return;
    const { barriers, output, readAtStart, inputSinceStart } = this.channels[channel]!;
    const inFlight = inputSinceStart + (output.get(checkpointId) ?? 0);
    demand(
      readAtStart + inFlight === barriers.get(checkpointId)!.writtenBefore,
      'a checkpoint has all that was written before its barrier, and nothing twice',
    );
  }

  /** Of a channel that has been read to its end. */
  checkComplete(channel: number): void {
    const { written, read, barriers } = this.channels[channel]!;
    demand(read === written, 'every byte arrives');
    for (const { seen } of barriers.values()) demand(seen, 'every barrier arrives');
  }
}

function atItsPlace(alignment: BarrierAlignment, read: number, writtenBefore: number): boolean {
  return alignment === 'unaligned' ? read <= writtenBefore : read === writtenBefore;
}

export function demand(holds: boolean, rule: string): asserts holds {
  if (!holds) throw new Error(`broken: ${rule}`);
}
