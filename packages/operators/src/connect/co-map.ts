/** Two connected streams, each with a function of its own, into one output.
 *  Path: record readers of both inputs → **this**, the head of its chain → … Source: Flink's CoStreamMap. */
import { assert } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage, UserFunction } from '../host/operator.ts';

export class CoMap implements Operator {
  readonly stage: Stage;

  constructor(host: OperatorHost) {
    const { fn, secondFn } = host.functions;
    assert(fn !== undefined && secondFn !== undefined, 'a co-map has two functions');
    const first = fn as UserFunction;
    const second = secondFn as UserFunction;
    this.stage = {
      kind: 'absorb-two',
      callsUser: true,
      absorb: (value) => host.emit(first(value)),
      absorbSecond: (value) => host.emit(second(value)),
    };
  }
}
