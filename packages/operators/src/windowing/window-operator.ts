/** Puts records into windows of their key and emits what the windows' function makes of them when the trigger says so.
 *  Path: record reader (key) → assigner → contents and trigger → … a timer or a record fires → **emit** → the chain.
 *  A result has the window's last moment as its timestamp. A window is forgotten when the watermark has passed its end
 *  and the allowed lateness; records for forgotten windows are late: to the side output, or counted and dropped.
 *  Invariant: whatever is read or written belongs to the window entered last. Source: Flink's WindowOperator. */
import { NO_TIMESTAMP, streamError } from '@rivulet/runtime/base';
import { createTimerService } from '../host/create-timer-service.ts';
import type { OperatorCounter, OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import { type KeyedStateBackend, NO_VALUE } from '../state/index.ts';
import type { InternalTimerService } from '../time/index.ts';
import { EventTimeTrigger } from './event-time-trigger.ts';
import { EvictingContents } from './evicting-contents.ts';
import { type MergingWindow, MergingWindowSet } from './merging-window-set.ts';
import { TimeWindow } from './time-window.ts';
import type { Trigger, TriggerResult } from './trigger.ts';
import type { WindowAssigner } from './window-assigner.ts';
import { createWindowContents, type WindowContents } from './window-contents.ts';
import { WindowFunctionCall } from './window-function-call.ts';
import type { WindowPlan } from './window-plan.ts';
import { WindowTriggerContext } from './window-trigger-context.ts';

export class WindowOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #backend: KeyedStateBackend;
  readonly #assigner: WindowAssigner<unknown>;
  readonly #trigger: Trigger<unknown>;
  /** The trigger's rule is known, so it is applied here without asking. */
  readonly #isPlainEventTime: boolean;
  readonly #latenessMs: number;
  readonly #lateTag: string | undefined;
  readonly #contents: WindowContents;
  readonly #merging: MergingWindowSet | undefined;
  readonly #timers: InternalTimerService;
  readonly #context: WindowTriggerContext;
  readonly #function: WindowFunctionCall;
  readonly #lateDropped: OperatorCounter;
  readonly #add: (start: number, end: number) => void;
  // The record in hand, for `#add`.
  #value: unknown;
  #isTaken = false;
  #lastWindow = new TimeWindow(Number.NaN, Number.NaN);

  constructor(host: OperatorHost, plan: WindowPlan) {
    this.#host = host;
    this.#backend = host.keyedState;
    this.#assigner = plan.assigner;
    this.#trigger = plan.trigger;
    this.#isPlainEventTime = plan.trigger.constructor === EventTimeTrigger && !plan.assigner.isMerging;
    this.#latenessMs = plan.allowedLatenessMs;
    this.#lateTag = plan.lateTag;
    this.#contents =
      plan.evictor === undefined
        ? createWindowContents(plan.contents, host.keyedState)
        : new EvictingContents(plan.contents, plan.evictor, host.keyedState);
    this.#merging = plan.assigner.isMerging ? new MergingWindowSet(host.keyedState) : undefined;
    this.#timers = createTimerService(host, {
      onEventTime: (time, namespace) => userCall(host, () => this.#onTimer(time, namespace, true)),
      onProcessingTime: (time, namespace) => userCall(host, () => this.#onTimer(time, namespace, false)),
    });
    this.#context = new WindowTriggerContext(host, this.#timers);
    this.#function = new WindowFunctionCall(host, plan);
    this.#lateDropped = host.counter('numLateRecordsDropped');
    this.#add =
      this.#merging === undefined
        ? (start, end) => this.#addToWindow(start, end)
        : (start, end) => this.#addToMergingWindow(start, end);
    this.stage = { kind: 'absorb', callsUser: true, absorb: (value) => this.#process(value) };
  }

  close(): void {
    this.#timers.close();
  }

  #process(value: unknown): void {
    const { isEventTime } = this.#assigner;
    const timestamp = this.#host.time.timestamp;
    if (isEventTime && timestamp === NO_TIMESTAMP) throw this.#missingTimestamp();
    const time = isEventTime ? timestamp : this.#host.processingTime.currentProcessingTimeMs();
    this.#value = value;
    this.#isTaken = false;
    this.#assigner.assign(value, time, this.#add);
    if (this.#isTaken || !isEventTime) return;
    if (timestamp + this.#latenessMs > this.#host.currentWatermark) return;
    if (this.#lateTag === undefined) this.#lateDropped.count++;
    else this.#host.emitSide(this.#lateTag, value);
  }

  #addToWindow(start: number, end: number): void {
    if (this.#isLate(end)) return;
    this.#isTaken = true;
    const isNew = this.#backend.enterWindow(start);
    this.#contents.add(this.#value, this.#host.time.timestamp);
    const maxTimestamp = end - 1;
    if (this.#isPlainEventTime) {
      if (maxTimestamp <= this.#host.currentWatermark) this.#apply('fire', this.#windowOf(start, end));
      else if (isNew) this.#timers.registerEventTimeTimer(start, maxTimestamp);
      if (isNew) this.#registerCleanup(start, end);
      return;
    }
    const window = this.#windowOf(start, end);
    this.#context.enter(start);
    const result = this.#trigger.onElement(this.#value, this.#host.time.timestamp, window, this.#context);
    this.#apply(result, window);
    if (isNew) this.#registerCleanup(start, end);
  }

  #addToMergingWindow(start: number, end: number): void {
    const set = this.#merging!;
    const { window, merged, isNew } = set.add(start, end);
    if (merged.length > 0) this.#merge(window, merged);
    if (this.#isLate(window.end)) return set.remove(window.id);
    this.#isTaken = true;
    this.#backend.enterWindow(window.contentsId);
    this.#contents.add(this.#value, this.#host.time.timestamp);
    const timeWindow = this.#windowOf(window.start, window.end);
    this.#context.enter(window.id);
    const result = this.#trigger.onElement(this.#value, this.#host.time.timestamp, timeWindow, this.#context);
    this.#backend.enterWindow(window.contentsId);
    this.#apply(result, timeWindow);
    if (isNew) this.#registerCleanup(window.id, window.end);
  }

  #merge(window: MergingWindow, merged: readonly MergingWindow[]): void {
    const ids = merged.map(({ id }) => id);
    this.#context.merge(window.id, ids, () =>
      this.#trigger.onMerge(this.#windowOf(window.start, window.end), this.#context),
    );
    for (const one of merged) {
      this.#context.enter(one.id);
      this.#trigger.clear(this.#windowOf(one.start, one.end), this.#context);
      this.#deleteCleanup(one.id, one.end);
      this.#backend.enterWindow(one.id);
      this.#backend.clearWindow();
      if (one.contentsId === window.contentsId) continue;
      this.#backend.enterWindow(one.contentsId);
      const raw = this.#contents.raw();
      this.#backend.clearWindow();
      this.#backend.enterWindow(window.contentsId);
      this.#contents.merge(raw);
    }
  }

  #onTimer(time: number, namespace: number, isEvent: boolean): void {
    const merging = this.#merging?.find(namespace);
    // A timer of a window that was merged into another since.
    if (this.#merging !== undefined && merging === undefined) return;
    const window = this.#windowOf(
      merging?.start ?? namespace,
      merging?.end ?? this.#assigner.endOf(namespace),
    );
    const contentsId = merging?.contentsId ?? namespace;
    this.#context.enter(namespace);
    const result = isEvent
      ? this.#trigger.onEventTime(time, window, this.#context)
      : this.#trigger.onProcessingTime(time, window, this.#context);
    this.#backend.enterWindow(contentsId);
    this.#apply(result, window);
    if (isEvent === this.#assigner.isEventTime && time === this.#cleanupTimeOf(window.end)) {
      this.#forget(window, namespace, contentsId);
    }
  }

  #apply(result: TriggerResult, window: TimeWindow): void {
    if (result === 'continue') return;
    if (result !== 'purge') this.#fire(window);
    if (result !== 'fire') this.#contents.clear();
  }

  #fire(window: TimeWindow): void {
    if (this.#contents instanceof EvictingContents) this.#contents.window = window;
    const contents = this.#contents.get();
    if (contents !== NO_VALUE) this.#function.call(window, contents);
  }

  #forget(window: TimeWindow, namespace: number, contentsId: number): void {
    this.#function.clear(window);
    this.#context.enter(namespace);
    this.#trigger.clear(window, this.#context);
    this.#backend.enterWindow(namespace);
    this.#backend.clearWindow();
    this.#merging?.remove(namespace);
    if (contentsId === namespace) return;
    this.#backend.enterWindow(contentsId);
    this.#backend.clearWindow();
  }

  #isLate(end: number): boolean {
    return this.#assigner.isEventTime && this.#cleanupTimeOf(end) <= this.#host.currentWatermark;
  }

  #cleanupTimeOf(end: number): number {
    return this.#assigner.isEventTime ? end - 1 + this.#latenessMs : end - 1;
  }

  #registerCleanup(namespace: number, end: number): void {
    const time = this.#cleanupTimeOf(end);
    if (time === Infinity) return;
    if (this.#assigner.isEventTime) this.#timers.registerEventTimeTimer(namespace, time);
    else this.#timers.registerProcessingTimeTimer(namespace, time);
  }

  #deleteCleanup(namespace: number, end: number): void {
    const time = this.#cleanupTimeOf(end);
    if (this.#assigner.isEventTime) this.#timers.deleteEventTimeTimer(namespace, time);
    else this.#timers.deleteProcessingTimeTimer(namespace, time);
  }

  /** Most calls are about the same window as the one before. */
  #windowOf(start: number, end: number): TimeWindow {
    const last = this.#lastWindow;
    if (last.start === start && last.end === end) return last;
    this.#lastWindow = new TimeWindow(start, end);
    return this.#lastWindow;
  }

  #missingTimestamp(): Error {
    const { operatorName, taskName } = this.#host;
    return streamError('EVENT_TIMESTAMP_MISSING', { operator: operatorName, task: taskName });
  }
}
