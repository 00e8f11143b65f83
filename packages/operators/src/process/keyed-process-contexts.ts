/** What the functions of a keyed operator see: the key, its state, its timers; one context for values and one per kind
 *  of timer. Path: keyed operator's constructor → **contexts** → the user's function.
 *  What a timer emits has the timer's time as its timestamp (event time), or none (processing time). */
import { NO_TIMESTAMP } from '@rivulet/runtime/base';
import { createTimerService } from '../host/create-timer-service.ts';
import type { OperatorHost } from '../host/operator-host.ts';
import { userCall } from '../host/user-call.ts';
import { KeyedStateStore } from '../state/index.ts';
import type { InternalTimerService } from '../time/index.ts';
import type { KeyedProcessContext, OnTimerContext, TimerService } from './process-function.ts';
import { processContextOf } from './process-operator.ts';

/** Timers of keys have no namespace. */
const NAMESPACE = 0;

export class KeyedProcessContexts {
  /** Of a value. */
  readonly context: KeyedProcessContext<unknown>;
  readonly #host: OperatorHost;
  readonly #timers: InternalTimerService;
  readonly #onEventTime: OnTimerContext<unknown>;
  readonly #onProcessingTime: OnTimerContext<unknown>;
  readonly #onTimer: (time: number, context: OnTimerContext<unknown>) => void;

  /** @param onTimer the user's: what it throws is the operator's failure */
  constructor(host: OperatorHost, onTimer: (time: number, context: OnTimerContext<unknown>) => void) {
    this.#host = host;
    this.#onTimer = onTimer;
    this.#timers = createTimerService(host, {
      onEventTime: (time) => this.#fire(time, time, this.#onEventTime),
      onProcessingTime: (time) => this.#fire(time, NO_TIMESTAMP, this.#onProcessingTime),
    });
    this.context = this.#contextOf();
    this.#onEventTime = { ...this.context, timeDomain: 'event' };
    this.#onProcessingTime = { ...this.context, timeDomain: 'processing' };
  }

  close(): void {
    this.#timers.close();
  }

  #fire(time: number, timestamp: number, context: OnTimerContext<unknown>): void {
    const { time: recordTime } = this.#host;
    const before = recordTime.timestamp;
    recordTime.timestamp = timestamp;
    userCall(this.#host, () => this.#onTimer(time, context));
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
