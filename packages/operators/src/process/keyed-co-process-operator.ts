/** Runs a KeyedCoProcessFunction: values of two streams that have the same key meet its state and timers.
 *  Path: record readers of both inputs (key) → **this** → `host.emit`. Invariant: both readers find keys in one table,
 *  so a key is the same key from either stream. Source: Flink's KeyedCoProcessOperator. */
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import type { KeyedCoProcessFunction } from './co-process-function.ts';
import { KeyedProcessContexts } from './keyed-process-contexts.ts';
import { makeForSubtask, type MadePerSubtask } from './process-function.ts';

type Given = MadePerSubtask<KeyedCoProcessFunction<unknown, unknown, unknown, unknown>>;

export class KeyedCoProcessOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #function: KeyedCoProcessFunction<unknown, unknown, unknown, unknown>;
  readonly #contexts: KeyedProcessContexts;

  constructor(host: OperatorHost, given: Given) {
    this.#host = host;
    const made = userCall(host, () => makeForSubtask(given));
    this.#function = made;
    const out = { collect: (value: unknown) => host.emit(value) };
    this.#contexts = new KeyedProcessContexts(host, (time, onTimer) => made.onTimer?.(time, onTimer, out));
    const { context } = this.#contexts;
    this.stage = {
      kind: 'absorb-two',
      callsUser: true,
      absorb: (value) => made.processElement1(value, context, out),
      absorbSecond: (value) => made.processElement2(value, context, out),
    };
    const { subtaskIndex, parallelism } = host;
    userCall(host, () => made.open?.({ subtaskIndex, parallelism, state: context.state }));
  }

  close(): void {
    this.#contexts.close();
    userCall(this.#host, () => this.#function.close?.());
  }
}
