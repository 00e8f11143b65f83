/** Calls a window's function, or emits its contents where there is none, with the window's last moment as timestamp.
 *  Path: window operator fires → **call** → `host.emitAt`. Invariant: one context object, about the window called
 *  last. */
import { assert } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import { userCall } from '../host/user-call.ts';
import { makeForSubtask, type StateAccess } from '../process/process-function.ts';
import { KeyedStateStore } from '../state/index.ts';
import type { ProcessWindowFunction, WindowContext } from './process-window-function.ts';
import { TimeWindow } from './time-window.ts';
import type { WindowPlan } from './window-plan.ts';

export class WindowFunctionCall {
  readonly #host: OperatorHost;
  readonly #process: ProcessWindowFunction<unknown, unknown, unknown> | undefined;
  readonly #context: WindowContext & { window: TimeWindow };
  /** The function gets the records themselves; else the one value they were combined into. */
  readonly #isListed: boolean;
  #timestamp = 0;
  readonly #out: { collect(value: unknown): void };

  constructor(host: OperatorHost, plan: WindowPlan) {
    this.#host = host;
    const given = plan.process;
    this.#process = given === undefined ? undefined : userCall(host, () => makeForSubtask(given));
    this.#isListed = plan.contents.kind === 'list';
    this.#out = { collect: (value) => host.emitAt(value, this.#timestamp) };
    this.#context = createContext(host, plan.assigner.isMerging);
  }

  call(window: TimeWindow, contents: unknown): void {
    const timestamp = window.maxTimestamp;
    if (this.#process === undefined) return this.#host.emitAt(contents, timestamp);
    this.#timestamp = timestamp;
    this.#context.window = window;
    const elements = this.#isListed ? (contents as readonly unknown[]) : [contents];
    this.#process.process(this.#host.keyedState.keys.currentKey, this.#context, elements, this.#out);
  }

  /** The window goes. */
  clear(window: TimeWindow): void {
    this.#context.window = window;
    this.#process?.clear?.(this.#context);
  }
}

function createContext(host: OperatorHost, isMerging: boolean): WindowContext & { window: TimeWindow } {
  const { keyedState: backend, processingTime } = host;
  const nowMs = (): number => processingTime.currentProcessingTimeMs();
  const windowState = new KeyedStateStore({ backend, scope: 'window', prefix: 'per-window/', nowMs });
  return {
    window: new TimeWindow(0, 0),
    currentWatermark: () => host.currentWatermark,
    currentProcessingTime: nowMs,
    get windowState(): StateAccess {
      assert(!isMerging, 'windows that merge have no state of their own; use globalState');
      return windowState;
    },
    globalState: new KeyedStateStore({ backend, scope: 'key', prefix: 'global/', nowMs }),
    output: (tag, value) => host.emitSide(tag.id, value),
  };
}
