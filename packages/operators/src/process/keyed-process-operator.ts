/** Runs a KeyedProcessFunction: values of one key with the key's state, and its timers.
 *  Path: record reader (key) → **this** → `host.emit`; timers come back through the internal timer service.
 *  Source: Flink's KeyedProcessOperator. */
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import { KeyedProcessContexts } from './keyed-process-contexts.ts';
import { type KeyedProcessFunction, makeForSubtask, type MadePerSubtask } from './process-function.ts';

type Given = MadePerSubtask<KeyedProcessFunction<unknown, unknown, unknown>>;

export class KeyedProcessOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #function: KeyedProcessFunction<unknown, unknown, unknown>;
  readonly #contexts: KeyedProcessContexts;

  constructor(host: OperatorHost, given: Given) {
    this.#host = host;
    const made = userCall(host, () => makeForSubtask(given));
    this.#function = made;
    const out = { collect: (value: unknown) => host.emit(value) };
    this.#contexts = new KeyedProcessContexts(host, (time, onTimer) => made.onTimer?.(time, onTimer, out));
    const { context } = this.#contexts;
    this.stage = {
      kind: 'absorb',
      callsUser: true,
      absorb: (value) => made.processElement(value, context, out),
    };
    const { subtaskIndex, parallelism } = host;
    userCall(host, () => made.open?.({ subtaskIndex, parallelism, state: context.state }));
  }

  close(): void {
    this.#contexts.close();
    userCall(this.#host, () => this.#function.close?.());
  }
}
