/** Runs a ProcessFunction: a value with its timestamp in, any number of values and side outputs out.
 *  Path: chain → **this** → `host.emit`. Source: Flink's ProcessOperator. */
import { NO_TIMESTAMP } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';
import { userCall } from '../host/user-call.ts';
import {
  makeForSubtask,
  type MadePerSubtask,
  type ProcessContext,
  type ProcessFunction,
} from './process-function.ts';

export class ProcessOperator implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #function: ProcessFunction<unknown, unknown>;

  constructor(host: OperatorHost, given: MadePerSubtask<ProcessFunction<unknown, unknown>>) {
    this.#host = host;
    const made = userCall(host, () => makeForSubtask(given));
    this.#function = made;
    const context = processContextOf(host);
    const out = { collect: (value: unknown) => host.emit(value) };
    this.stage = {
      kind: 'absorb',
      callsUser: true,
      absorb: (value) => made.processElement(value, context, out),
    };
    userCall(host, () => made.open?.(host));
  }

  close(): void {
    userCall(this.#host, () => this.#function.close?.());
  }
}

export function processContextOf(host: OperatorHost): ProcessContext {
  const { time, processingTime } = host;
  return {
    timestamp: () => (time.timestamp === NO_TIMESTAMP ? undefined : time.timestamp),
    currentWatermark: () => host.currentWatermark,
    currentProcessingTime: () => processingTime.currentProcessingTimeMs(),
    output: (tag, value) => host.emitSide(tag.id, value),
  };
}
