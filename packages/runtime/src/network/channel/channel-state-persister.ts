/** Which data of a channel belongs to a checkpoint that does not wait for it? All that the task polls between the
 *  checkpoint's start and the channel's barrier, and what that barrier has overtaken.
 *    completed ──start──► barrierPending ──barrier──► barrierReceived ──stop──► completed
 *        └──────────────────barrier (before start)──────────▲
 *  Invariant: a barrier counts once, and nothing is kept for a checkpoint older than the newest one seen.
 *  Source: Flink's ChannelStatePersister; there the network thread looks at each arriving buffer, here the task at each
 *  it polls, which is the same data. */

type PersisterState = 'completed' | 'barrierPending' | 'barrierReceived';

/** @param bytes of records, in order, borrowed: they are to be copied or written at once */
export type InFlightInputListener = (checkpointId: number, channelIndex: number, bytes: Uint8Array) => void;

const NO_CHECKPOINT = -1;

export class ChannelStatePersister {
  #state: PersisterState;
  #checkpointId: number;
  #listener: InFlightInputListener | undefined;

  constructor() {
    this.#state = 'completed';
    this.#checkpointId = NO_CHECKPOINT;
    this.#listener = undefined;
  }

  get state(): PersisterState {
    return this.#state;
  }

  /** What is polled now belongs to the checkpoint. Hot: once per buffer. */
  get isPending(): boolean {
    return this.#state === 'barrierPending';
  }

  /** The task has taken its own state: what it has not processed by now is in flight.
   *  @returns whether the barrier has come already: then all there is lies before its mark */
  start(checkpointId: number, listener: InFlightInputListener): boolean {
    if (checkpointId < this.#checkpointId) return false;
    if (checkpointId > this.#checkpointId) {
      this.#checkpointId = checkpointId;
      this.#state = 'barrierPending';
    }
    this.#listener = listener;
    return this.#state === 'barrierReceived';
  }

  /** @returns whether it ends what `isPending` began: then what it has overtaken is the rest */
  barrierPolled(checkpointId: number): boolean {
    const isKnown = this.#state === 'completed' && checkpointId === this.#checkpointId;
    if (checkpointId < this.#checkpointId || isKnown) return false;
    const endsPending = this.isPending && checkpointId === this.#checkpointId;
    this.#state = 'barrierReceived';
    this.#checkpointId = checkpointId;
    return endsPending;
  }

  /** The checkpoint has everything, or was aborted. */
  stop(checkpointId: number): void {
    if (checkpointId < this.#checkpointId) return;
    this.#checkpointId = checkpointId;
    this.#state = 'completed';
    this.#listener = undefined;
  }

  persist(channelIndex: number, bytes: Uint8Array): void {
    this.#listener?.(this.#checkpointId, channelIndex, bytes);
  }
}
