/** What happens when the credit is zero? This file answers it, for one channel at its producer:
 *  - the head of the queue is data and there is credit: it is sent, and costs one credit
 *  - the head is data and there is no credit: it is **kept**; the queue grows, the pool of the partition runs empty,
 *    and the task that writes it is held back, while every other channel of the connection goes on
 *  - the head is an event: it is sent, credit or not; its consumer needs no buffer for it
 *  - the channel began without credit and has none: its backlog is announced once, so that it gets some.
 *  Path: subpartition's ring → subpartition view → **credit view** → producer endpoint → frames.
 *  Invariant: the view is in the endpoint's queue, or waits for credit, or is idle and will be rung, or is blocked by a
 *  barrier until its consumer resumes it, or is released.
 *  Source: Flink's CreditBasedSequenceNumberingViewReader. */
import type { ResultPartitionId } from '../../base/index.ts';
import type { SegmentMemory } from '../buffer/index.ts';
import { type InFlightOutputListener, SubpartitionView, tellInFlightOutput } from '../partition/index.ts';
import { type Doorbell, NO_CREDIT_COUNTED, ReaderReplies, type ReadyListener } from '../ring/index.ts';
import type { SendingFlow } from './sending-flow.ts';

/** The endpoint of the connection that this view sends on. */
export interface ViewQueue {
  /** The view may have something to send. */
  enqueue(view: CreditView): void;
  /** The view has data, no credit, and its consumer does not know. */
  announceBacklog(view: CreditView, backlog: number): void;
  /** The view has nothing more to do: it is released and nothing of it is on the way. */
  viewEnded(view: CreditView): void;
}

export type CreditViewOptions = {
  readonly receiverId: number;
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly ring: SharedArrayBuffer;
  readonly flow: SendingFlow;
  /** Told what a barrier overtook before it was sent. */
  readonly inFlightOutput: InFlightOutputListener;
};

export class CreditView implements ReadyListener {
  readonly receiverId: number;
  readonly partitionId: ResultPartitionId;
  readonly subpartitionIndex: number;
  readonly flow: SendingFlow;
  /** What `poll` found: fields of the buffer or event to send. */
  readonly view: SubpartitionView;
  /** What the consumer tells the task that writes. */
  readonly replies: ReaderReplies;
  /** In the endpoint's queue of available views; kept by the endpoint. */
  queued: boolean;
  released: boolean;
  /** Number of the next buffer or event. */
  sequence: number;
  readonly #queue: ViewQueue;
  readonly #doorbell: Doorbell;
  readonly #source: number;
  #framesOnTheWay: number;
  #dataSent: number;
  readonly #memory: SegmentMemory;
  readonly #inFlightOutput: InFlightOutputListener;
  /** The backlog that the consumer knows of. */
  #backlogTold: number;

  constructor(options: CreditViewOptions, memory: SegmentMemory, doorbell: Doorbell, queue: ViewQueue) {
    this.receiverId = options.receiverId;
    this.partitionId = options.partitionId;
    this.subpartitionIndex = options.subpartitionIndex;
    this.flow = options.flow;
    this.queued = false;
    this.released = false;
    this.sequence = 0;
    this.#queue = queue;
    this.#doorbell = doorbell;
    this.#framesOnTheWay = 0;
    this.#dataSent = 0;
    this.#memory = memory;
    this.#inFlightOutput = options.inFlightOutput;
    this.#backlogTold = 0;
    this.view = new SubpartitionView(memory, options.ring);
    this.replies = new ReaderReplies(options.ring, memory.doorbells);
    this.#source = doorbell.register(this);
    this.view.ring.attach(doorbell.thread, this.#source);
    this.#showFigures();
  }

  /** The subpartition was idle and has something now. */
  onReady(): void {
    if (!this.released) this.#queue.enqueue(this);
  }

  creditAdded(credit: number): void {
    if (this.released) return;
    this.flow.creditAdded(credit);
    this.#showFigures();
    this.#queue.enqueue(this);
  }

  /** The consumer has what it waited for: what follows the barrier may be sent. With the barrier it was told of no
   *  backlog, so a channel without credit announces one anew. */
  resumeConsumption(): void {
    this.view.resumeConsumption();
    this.flow.resumed();
    this.#showFigures();
    this.#queue.enqueue(this);
  }

  /** Takes what may be sent next. Hot: once per buffer.
   *  @returns false when nothing is there (it will ring), or when data waits for credit (AddCredit enqueues it) */
  poll(): boolean {
    if (!this.view.hasNext()) return false;
    if (!this.flow.maySendData && this.view.headNeedsCredit(this.flow.startsWithoutCredit)) {
      this.#waitForCredit();
      return false;
    }
    // An event may have overtaken the head meanwhile, so what it costs is known only now.
    this.view.poll();
    if (this.view.event !== undefined)
      tellInFlightOutput(this.view, this.#memory.bytes, this.#inFlightOutput);
    else if (!this.polledNothingToSend) {
      this.flow.dataSent();
      this.#dataSent++;
      this.#showFigures();
    }
    return true;
  }

  /** What was polled is only the end of a buffer whose bytes were all sent before: no frame, a segment to recycle.
   *  A consumer without buffers of the channel's own is told: it borrowed one for this end, and can let it go. */
  get polledNothingToSend(): boolean {
    const { event, start, end } = this.view;
    return event === undefined && start === end && !this.flow.startsWithoutCredit;
  }

  /** What waits behind the buffer that is being sent. Hot: once per buffer. */
  backlogToTell(): number {
    this.#backlogTold = this.view.backlog(this.flow.startsWithoutCredit);
    return this.#backlogTold;
  }

  nextSequence(): number {
    const sequence = this.sequence;
    this.sequence = (sequence + 1) | 0;
    return sequence;
  }

  frameStarted(): void {
    this.#framesOnTheWay++;
  }

  frameWritten(): void {
    this.#framesOnTheWay--;
    this.#endWhenNothingIsOnTheWay();
  }

  /** Sends nothing more. Segments on the way stay until their bytes are written; then the view has ended. */
  release(): void {
    if (this.released) return;
    this.released = true;
    this.view.ring.detach();
    this.#doorbell.unregister(this.#source);
    this.#endWhenNothingIsOnTheWay();
  }

  /** Every buffer tells its backlog; only where none could be sent has it to be announced. */
  #waitForCredit(): void {
    if (!this.flow.startsWithoutCredit || this.#backlogTold > 0) return;
    const backlog = this.backlogToTell();
    if (backlog > 0) this.#queue.announceBacklog(this, backlog);
  }

  /** For `rivulet channels`. Hot: once per buffer. */
  #showFigures(): void {
    const { credit } = this.flow;
    this.view.ring.showFigure(0, credit === undefined ? NO_CREDIT_COUNTED : credit + 1);
    this.view.ring.showFigure(1, this.#dataSent);
  }

  #endWhenNothingIsOnTheWay(): void {
    if (this.released && this.#framesOnTheWay === 0) this.#queue.viewEnded(this);
  }
}
