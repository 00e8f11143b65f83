/** One channel of an input gate, on the task's thread: reads the ring of a subpartition (local producer) or of a
 *  remote input channel (network thread). The task cannot tell the two apart, and need not.
 *  Path: ring → **input channel** → single input gate.
 *  A barrier that blocks is held by the view itself if the producer is local; else the producer's view has held it, and
 *  is asked over the network thread to go on.
 *  Invariant: a channel is in the gate's queue, or idle and will be rung, or blocked, or finished. */
import { assert } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { blocksUpstream } from '../event/index.ts';
import { type InFlightOutputListener, SubpartitionView, tellInFlightOutput } from '../partition/index.ts';
import { type Doorbell, ReaderReplies, type ReadyListener } from '../ring/index.ts';
import { ChannelStatePersister, type InFlightInputListener } from './channel-state-persister.ts';

/** Shown by a remote channel, never by a subpartition: how many buffers its backlog asks for beyond its own. */
export const FLOATING_NEEDED = 9;

export type InputChannelOptions = {
  readonly index: number;
  readonly memory: SegmentMemory;
  readonly doorbell: Doorbell;
  readonly ring: SharedArrayBuffer;
  /** Called when a channel that had nothing may have something, or something with priority. */
  readonly ready: (channel: InputChannel) => void;
  /** Of the local producer: what barriers overtook in its subpartition. */
  readonly inFlightOutput: InFlightOutputListener | undefined;
};

export class InputChannel implements ReadyListener {
  readonly index: number;
  readonly view: SubpartitionView;
  readonly replies: ReaderReplies;
  readonly persister: ChannelStatePersister;
  /** In the gate's queue. Kept by the gate. */
  queued: boolean;
  finished: boolean;
  readonly #options: InputChannelOptions;
  readonly #source: number;
  #blocked: boolean;
  /** Where the newest barrier stood in the queue. */
  #barrierIndex: number;

  constructor(options: InputChannelOptions) {
    const { index, memory, doorbell, ring } = options;
    this.index = index;
    this.queued = false;
    this.finished = false;
    this.view = new SubpartitionView(memory, ring);
    this.replies = new ReaderReplies(ring, memory.doorbells);
    this.persister = new ChannelStatePersister();
    this.#options = options;
    this.#blocked = false;
    this.#barrierIndex = this.view.overtakenUntil;
    this.#source = doorbell.register(this);
    this.view.ring.attach(doorbell.thread, this.#source);
  }

  /** Buffers queued here; of a remote channel also those it could use for what waits at its producer. */
  get buffersInUse(): number {
    return this.view.ring.length + this.view.ring.writerFigure(FLOATING_NEEDED);
  }

  /** Its last barrier waits for the others; nothing comes until `resumeConsumption`. */
  get isBlocked(): boolean {
    return this.#blocked;
  }

  onReady(): void {
    if (!this.finished) this.#options.ready(this);
  }

  /** Alignment has ended. */
  resumeConsumption(): void {
    assert(this.#blocked, 'a channel is resumed only while its barrier blocks it');
    this.#blocked = false;
    if (this.view.isBlocked) {
      this.view.resumeConsumption();
      this.#options.ready(this);
    } else if (!this.finished) this.replies.resumeConsumption();
  }

  /** Gives an announced barrier priority. It does not block any more, so its channel goes on.
   *  @returns false when it has been polled already */
  convertToPriority(sequenceNumber: number): boolean {
    if (this.finished || !this.view.convertToPriority(sequenceNumber)) return false;
    this.replies.resumeConsumption();
    this.#options.ready(this);
    return true;
  }

  checkpointStarted(checkpointId: number, listener: InFlightInputListener): void {
    if (this.persister.start(checkpointId, listener)) this.#persistOvertaken();
  }

  /** To be called for each event, before anything else is polled. */
  eventPolled(): void {
    const { event, dataType, ring } = this.view;
    if (blocksUpstream(dataType)) this.#blocked = true;
    if (event?.kind !== 'checkpointBarrier') return;
    this.#barrierIndex = this.view.overtakenUntil;
    if (this.persister.barrierPolled(event.checkpointId)) this.#persistOvertaken();
    const { inFlightOutput, memory } = this.#options;
    if (inFlightOutput !== undefined && !ring.isHeldByWriter)
      tellInFlightOutput(this.view, memory.bytes, inFlightOutput);
  }

  /** To be called for each slice while the persister is pending. */
  slicePolled(): void {
    this.persister.persist(this.index, this.#options.memory.bytes.subarray(this.view.start, this.view.end));
  }

  /** Nothing is read any more. What is left in the ring is taken back by the main thread. */
  release(): void {
    this.finished = true;
    this.view.ring.detach();
    this.#options.doorbell.unregister(this.#source);
  }

  /** What a barrier overtook before it was sent is its producer's output, and no input of ours. */
  #persistOvertaken(): void {
    if (!this.view.ring.isHeldByWriter) return;
    const { bytes } = this.#options.memory;
    this.view.forEachQueued(this.#barrierIndex, (start, end) =>
      this.persister.persist(this.index, bytes.subarray(start, end)),
    );
  }
}
