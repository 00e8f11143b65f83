/** One channel of an input gate, on the task's thread: reads the ring of a subpartition (local producer) or of a
 *  remote input channel (network thread). The task cannot tell the two apart, and need not.
 *  Path: ring → **input channel** → single input gate.
 *  Invariant: a channel is in the gate's queue, or idle and will be rung, or finished. */
import type { SegmentMemory } from '../buffer/index.ts';
import { SubpartitionView } from '../partition/index.ts';
import { type Doorbell, ReaderReplies, type ReadyListener } from '../ring/index.ts';

/** Called when a channel that had nothing may have something. */
export type ChannelReady = (channel: InputChannel) => void;

export class InputChannel implements ReadyListener {
  readonly index: number;
  readonly view: SubpartitionView;
  readonly replies: ReaderReplies;
  /** In the gate's queue. Kept by the gate. */
  queued: boolean;
  finished: boolean;
  readonly #doorbell: Doorbell;
  readonly #source: number;
  readonly #ready: ChannelReady;

  constructor(
    index: number,
    memory: SegmentMemory,
    doorbell: Doorbell,
    ring: SharedArrayBuffer,
    ready: ChannelReady,
  ) {
    this.index = index;
    this.queued = false;
    this.finished = false;
    this.#doorbell = doorbell;
    this.#ready = ready;
    this.view = new SubpartitionView(memory, ring);
    this.replies = new ReaderReplies(ring, memory.doorbells);
    this.#source = doorbell.register(this);
    this.view.ring.attach(doorbell.thread, this.#source);
  }

  onReady(): void {
    if (!this.finished) this.#ready(this);
  }

  /** Nothing is read any more. What is left in the ring is taken back by the main thread. */
  release(): void {
    this.finished = true;
    this.view.ring.detach();
    this.#doorbell.unregister(this.#source);
  }
}
