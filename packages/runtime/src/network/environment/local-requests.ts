/** Local channels whose producer is not there yet, on the main thread. Their ring exists already, so there is nothing
 *  to ask for again: it is looked, after longer and longer pauses, whether the producer has come.
 *  Path: gate opened → **local requests** → (given up) → the producer's state is asked for → once more, or the channel
 *  fails. Invariant: a local channel never waits for ever for a partition that nobody produces.
 *  Source: Flink's LocalInputChannel (100 ms, doubled, up to 10 s) and its PartitionNotFoundException. */
import { type ResultPartitionId, type StreamError, streamError } from '../../base/index.ts';
import type { TimerHandle, Timers } from '../../io/index.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 10_000;
/** As for a remote channel: the producer's state says once that it may still come. */
const ROUNDS = 2;

export type LocalRequest = {
  readonly gateKey: string;
  readonly channelIndex: number;
  readonly partitionId: ResultPartitionId;
};

export type LocalRequestsOptions = {
  readonly timers: Timers;
  readonly isProduced: (partitionId: ResultPartitionId) => boolean;
  /** It may come later: `requestAgain` is to be called, or not. */
  readonly missing: (request: LocalRequest, error: StreamError) => void;
  readonly failed: (request: LocalRequest, error: StreamError) => void;
};

type Waiting = {
  readonly request: LocalRequest;
  rounds: number;
  waitedMs: number;
  timer: TimerHandle | undefined;
};

export class LocalRequests {
  readonly #options: LocalRequestsOptions;
  readonly #waiting: Map<string, Waiting>;

  constructor(options: LocalRequestsOptions) {
    this.#options = options;
    this.#waiting = new Map();
  }

  request(request: LocalRequest): void {
    if (this.#options.isProduced(request.partitionId)) return;
    const waiting = { request, rounds: 0, waitedMs: 0, timer: undefined };
    this.#waiting.set(keyOf(request), waiting);
    this.#lookAfter(waiting, FIRST_PAUSE_MS);
  }

  /** After `missing`. */
  requestAgain(request: LocalRequest): void {
    const waiting = this.#waiting.get(keyOf(request));
    if (waiting === undefined || waiting.timer !== undefined) return;
    waiting.waitedMs = 0;
    this.#lookAfter(waiting, FIRST_PAUSE_MS);
  }

  /** A producer has come. */
  produced(partitionId: ResultPartitionId): void {
    for (const [key, { request }] of this.#waiting)
      if (request.partitionId === partitionId) this.#forget(key);
  }

  /** The gate is closed. */
  withdraw(gateKey: string): void {
    for (const [key, { request }] of this.#waiting) if (request.gateKey === gateKey) this.#forget(key);
  }

  close(): void {
    for (const key of this.#waiting.keys()) this.#forget(key);
  }

  #lookAfter(waiting: Waiting, pauseMs: number): void {
    waiting.timer = this.#options.timers.after(pauseMs, () => {
      waiting.timer = undefined;
      waiting.waitedMs += pauseMs;
      if (pauseMs < LONGEST_PAUSE_MS) this.#lookAfter(waiting, Math.min(pauseMs * 2, LONGEST_PAUSE_MS));
      else this.#giveUp(waiting);
    });
  }

  #giveUp(waiting: Waiting): void {
    const { request, waitedMs: timeoutMs } = waiting;
    const error = streamError('NET_PARTITION_NOT_FOUND', { partition: request.partitionId, timeoutMs });
    waiting.rounds++;
    if (waiting.rounds < ROUNDS) return this.#options.missing(request, error);
    this.#forget(keyOf(request));
    this.#options.failed(request, error);
  }

  #forget(key: string): void {
    this.#waiting.get(key)?.timer?.cancel();
    this.#waiting.delete(key);
  }
}

function keyOf({ gateKey, channelIndex }: LocalRequest): string {
  return `${gateKey}[${channelIndex}]`;
}
