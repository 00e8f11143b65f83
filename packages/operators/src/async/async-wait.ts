/** Calls out for each record and emits what the promise gives, on the task's own thread.
 *  Path: record reader → **this**, the head of its chain → promise → mail → … A promise settles on the event loop and
 *  only posts a mail, so results meet the chain between two records, as everything else does.
 *  A full queue refuses the next record (`canAccept`), which is back-pressure; it is the head of its chain, since an
 *  operator before it might emit several records at once. Retries and timeouts are timers of the task.
 *  Invariant: at most `capacity` records are on their way, and no watermark overtakes one. Source: Flink's
 *  AsyncWaitOperator. */
import { streamError } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import type { ProcessingTimeTimer } from '../host/processing-time-service.ts';
import { userFailure } from '../host/user-failure.ts';
import type { AsyncCalls } from './async-function.ts';
import { OrderedElementQueue } from './ordered-element-queue.ts';
import { isRecord, type PendingRecord, type StreamElementQueue } from './stream-element-queue.ts';
import { UnorderedElementQueue } from './unordered-element-queue.ts';

export type AsyncWaitSettings = {
  readonly ordered: boolean;
  /** Of a record, all attempts together; 0 waits for ever. */
  readonly timeoutMs: number;
  readonly capacity: number;
};

/** One record's calls: made again until it has settled. */
type Call = {
  readonly record: PendingRecord;
  readonly abort: AbortController;
  attempt: number;
  timeout: ProcessingTimeTimer | undefined;
  delay: ProcessingTimeTimer | undefined;
};

export class AsyncWait implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #calls: AsyncCalls;
  readonly #settings: AsyncWaitSettings;
  readonly #queue: StreamElementQueue;
  readonly #open = new Set<Call>();
  #nextMail = Promise.withResolvers<void>();

  constructor(host: OperatorHost, settings: AsyncWaitSettings) {
    this.#host = host;
    this.#calls = host.functions.fn?.() as AsyncCalls;
    this.#settings = settings;
    this.#queue = settings.ordered ? new OrderedElementQueue() : new UnorderedElementQueue();
    this.stage = { kind: 'absorb', callsUser: true, absorb: (value) => this.#absorb(value) };
  }

  /** Settles when a result has come; none while nothing is on its way. */
  get pending(): Promise<void> | undefined {
    return this.#open.size === 0 ? undefined : this.#nextMail.promise;
  }

  canAccept(): boolean {
    return this.#queue.recordCount < this.#settings.capacity;
  }

  onWatermark(watermark: number): void {
    this.#queue.addTimeElement({ emit: () => this.#host.emitWatermark(watermark) });
    this.#emitCompleted();
  }

  onWatermarkStatus(idle: boolean): void {
    this.#queue.addTimeElement({ emit: () => this.#host.emitWatermarkStatus(idle) });
    this.#emitCompleted();
  }

  finish(): boolean {
    return this.#queue.isEmpty;
  }

  close(): void {
    for (const call of this.#open) this.#end(call);
  }

  #absorb(value: unknown): void {
    const record: PendingRecord = { value, timestamp: this.#host.time.timestamp, values: undefined };
    const abort = new AbortController();
    const call: Call = { record, abort, attempt: 0, timeout: undefined, delay: undefined };
    this.#queue.addRecord(record);
    this.#open.add(call);
    const { processingTime } = this.#host;
    const { timeoutMs } = this.#settings;
    if (timeoutMs > 0) {
      const atMs = processingTime.currentProcessingTimeMs() + timeoutMs;
      call.timeout = processingTime.registerTimer(atMs, () => this.#timeOut(call));
    }
    this.#invoke(call);
  }

  #invoke(call: Call): void {
    call.attempt++;
    this.#promised(call).then(
      (values) => this.#post(() => this.#succeed(call, values)),
      (error: unknown) => this.#post(() => this.#fail(call, error)),
    );
  }

  /** A function that throws instead of giving a promise has failed in the same way. */
  async #promised({ record, abort }: Call): Promise<readonly unknown[]> {
    const values: unknown = await this.#calls.invoke(record.value, abort.signal);
    if (Array.isArray(values)) return values as readonly unknown[];
    throw new TypeError('the promise of an async function gives an array of values');
  }

  /** On the event loop: the task's turn comes later, and not at all when the task has ended. */
  #post(run: () => void): void {
    this.#host.mailboxExecutor.execute('async result', run);
    this.#nextMail.resolve();
    this.#nextMail = Promise.withResolvers<void>();
  }

  #succeed(call: Call, values: readonly unknown[]): void {
    if (!this.#open.has(call)) return;
    const { retry } = this.#calls;
    if (retry?.ifResult?.(values) === true && this.#tryAgain(call)) return;
    this.#complete(call, values);
  }

  #fail(call: Call, error: unknown): void {
    if (!this.#open.has(call)) return;
    const { retry } = this.#calls;
    const isWorthIt = retry !== undefined && (retry.ifException?.(error) ?? true);
    if (isWorthIt && this.#tryAgain(call)) return;
    throw userFailure(this.#host, error);
  }

  #tryAgain(call: Call): boolean {
    const { retry } = this.#calls;
    if (retry === undefined || call.attempt >= retry.maxAttempts) return false;
    const { processingTime } = this.#host;
    const atMs = processingTime.currentProcessingTimeMs() + retry.delayMs(call.attempt);
    call.delay = processingTime.registerTimer(atMs, () => {
      if (this.#open.has(call)) this.#invoke(call);
    });
    return true;
  }

  #timeOut(call: Call): void {
    if (!this.#open.has(call)) return;
    const { timeout } = this.#calls;
    const { operatorName, taskName } = this.#host;
    if (timeout === undefined) {
      const { timeoutMs } = this.#settings;
      throw streamError('ASYNC_TIMEOUT', { operator: operatorName, task: taskName, timeoutMs });
    }
    this.#complete(call, this.#givenUp(timeout, call.record.value));
  }

  #givenUp(timeout: NonNullable<AsyncCalls['timeout']>, value: unknown): readonly unknown[] {
    try {
      return timeout(value);
    } catch (error) {
      throw userFailure(this.#host, error);
    }
  }

  #complete(call: Call, values: readonly unknown[]): void {
    this.#end(call);
    call.record.values = values;
    this.#queue.complete(call.record);
    this.#emitCompleted();
  }

  #emitCompleted(): void {
    for (let next = this.#queue.poll(); next !== undefined; next = this.#queue.poll()) {
      if (!isRecord(next)) {
        next.emit();
        continue;
      }
      for (const value of next.values ?? []) this.#host.emitAt(value, next.timestamp);
    }
  }

  #end(call: Call): void {
    this.#open.delete(call);
    call.timeout?.cancel();
    call.delay?.cancel();
    call.abort.abort();
  }
}
