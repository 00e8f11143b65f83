/** Runs a KeyedProcessFunction: values of one key with the key's state, and its timers.
 *  Path: record reader (key) → **this** → `host.emit`; timers come back through the internal timer service.
 *  What a timer emits has the timer's time as its timestamp (event time), or none (processing time).
 *  Source: Flink's KeyedProcessOperator. */
import { NO_TIMESTAMP } from '@rivulet/runtime/base';
import { createTimerService } from '../host/create-timer-service.ts';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import { KeyedStateStore } from '../state/index.ts';
import type { InternalTimerService } from '../time/index.ts';
import {
  type KeyedProcessContext,
  type KeyedProcessFunction,
  makeForSubtask,
  type MadePerSubtask,
  type OnTimerContext,
  type TimerService,
} from './process-function.ts';
import { processContextOf } from './process-operator.ts';

/** Timers of keys have no namespace. */
const NAMESPACE = 0;

type Given = MadePerSubtask<KeyedProcessFunction<unknown, unknown, unknown>>;

export class KeyedProcessOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #function: KeyedProcessFunction<unknown, unknown, unknown>;
  readonly #onEventTime: OnTimerContext<unknown>;
  readonly #onProcessingTime: OnTimerContext<unknown>;
  readonly #out: { collect(value: unknown): void };
  readonly #timers: InternalTimerService;

  constructor(host: OperatorHost, given: Given) {
    this.#host = host;
    const made = userCall(host, () => makeForSubtask(given));
    this.#function = made;
    this.#out = { collect: (value) => host.emit(value) };
    this.#timers = createTimerService(host, {
      onEventTime: (time) => this.#onTimer(time, time, this.#onEventTime),
      onProcessingTime: (time) => this.#onTimer(time, NO_TIMESTAMP, this.#onProcessingTime),
    });
    const context = this.#contextOf();
    this.#onEventTime = { ...context, timeDomain: 'event' };
    this.#onProcessingTime = { ...context, timeDomain: 'processing' };
    const out = this.#out;
    this.stage = {
      kind: 'absorb',
      callsUser: true,
      absorb: (value) => made.processElement(value, context, out),
    };
    const { subtaskIndex, parallelism } = host;
    userCall(host, () => made.open?.({ subtaskIndex, parallelism, state: context.state }));
  }

  close(): void {
    this.#timers.close();
    userCall(this.#host, () => this.#function.close?.());
  }

  #onTimer(time: number, timestamp: number, context: OnTimerContext<unknown>): void {
    const { time: recordTime } = this.#host;
    const before = recordTime.timestamp;
    recordTime.timestamp = timestamp;
    userCall(this.#host, () => this.#function.onTimer?.(time, context, this.#out));
    recordTime.timestamp = before;
  }

  #contextOf(): KeyedProcessContext<unknown> {
    const host = this.#host;
    const { keyedState: backend, processingTime } = host;
    const nowMs = (): number => processingTime.currentProcessingTimeMs();
    return {
      ...processContextOf(host),
      getCurrentKey: () => backend.keys.currentKey,
      timerService: this.#timerService(),
      state: new KeyedStateStore({ backend, scope: 'key', prefix: 'user/', nowMs }),
    };
  }

  #timerService(): TimerService {
    const timers = this.#timers;
    return {
      currentWatermark: () => this.#host.currentWatermark,
      currentProcessingTime: () => this.#host.processingTime.currentProcessingTimeMs(),
      registerEventTimeTimer: (time) => timers.registerEventTimeTimer(NAMESPACE, time),
      registerProcessingTimeTimer: (time) => timers.registerProcessingTimeTimer(NAMESPACE, time),
      deleteEventTimeTimer: (time) => timers.deleteEventTimeTimer(NAMESPACE, time),
      deleteProcessingTimeTimer: (time) => timers.deleteProcessingTimeTimer(NAMESPACE, time),
    };
  }
}
