/** Two connected streams, each value of either into any number of values.
 *  Path: record readers of both inputs → **this**, the head of its chain → … Source: Flink's CoStreamFlatMap. */
import { assert } from '@rivulet/runtime/base';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage, UserFlatMap } from '../host/operator.ts';

export class CoFlatMap implements Operator {
  readonly stage: Stage;

  constructor(host: OperatorHost) {
    const { fn, secondFn } = host.functions;
    assert(fn !== undefined && secondFn !== undefined, 'a co-flat-map has two functions');
    this.stage = {
      kind: 'absorb-two',
      callsUser: true,
      absorb: emitAllOf(fn as UserFlatMap, host),
      absorbSecond: emitAllOf(secondFn as UserFlatMap, host),
    };
  }
}

function emitAllOf(fn: UserFlatMap, host: OperatorHost): (value: unknown) => void {
  const out = { collect: (value: unknown): void => host.emit(value) };
  return (value) => {
    for (const one of fn(value, out) ?? []) host.emit(one);
  };
}
