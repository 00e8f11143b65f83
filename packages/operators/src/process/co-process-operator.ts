/** Runs a CoProcessFunction over two connected streams without keys.
 *  Path: record readers of both inputs → **this** → `host.emit`. Source: Flink's CoProcessOperator. */
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import type { CoProcessFunction } from './co-process-function.ts';
import { makeForSubtask, type MadePerSubtask } from './process-function.ts';
import { processContextOf } from './process-operator.ts';

export class CoProcessOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #function: CoProcessFunction<unknown, unknown, unknown>;

  constructor(host: OperatorHost, given: MadePerSubtask<CoProcessFunction<unknown, unknown, unknown>>) {
    this.#host = host;
    const made = userCall(host, () => makeForSubtask(given));
    this.#function = made;
    const context = processContextOf(host);
    const out = { collect: (value: unknown) => host.emit(value) };
    this.stage = {
      kind: 'absorb-two',
      callsUser: true,
      absorb: (value) => made.processElement1(value, context, out),
      absorbSecond: (value) => made.processElement2(value, context, out),
    };
    userCall(host, () => made.open?.(host));
  }

  close(): void {
    userCall(this.#host, () => this.#function.close?.());
  }
}
