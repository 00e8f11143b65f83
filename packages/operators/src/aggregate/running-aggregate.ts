/** Emits, for each value, the aggregate of its key so far: keyed `count`, `sum` and `reduce`.
 *  Path: record reader → **this**, the head of a keyed chain. One update per record, as in Flink's streaming mode. */
import type { KeyedAggregate } from './keyed-aggregate.ts';
import type { Operator, Stage } from '../host/operator.ts';

export class RunningAggregate implements Operator {
  readonly stage: Stage;

  constructor(aggregate: KeyedAggregate) {
    this.stage = {
      kind: 'transform',
      callsUser: aggregate.callsUser,
      apply: (value) => {
        aggregate.add(value);
        return aggregate.result();
      },
    };
  }
}
