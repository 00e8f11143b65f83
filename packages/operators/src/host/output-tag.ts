/** Names a side output and the type of its values: given to what emits there and to what reads it.
 *  Path: process function → `output(tag, value)` → **tag** → `getSideOutput(tag)`.
 *  Two tags with the same id are the same side output. Source: Flink's OutputTag. */
import { streamError } from '@rivulet/runtime/base';

export class OutputTag<T> {
  readonly id: string;
  /** In types only: a tag for values of one type is not one for another. */
  declare readonly values?: (value: T) => T;

  /** @param id unique among the side outputs of one operator @throws JOB_VALUE_INVALID */
  constructor(id: string) {
    if (typeof id !== 'string' || id === '') {
      const received = JSON.stringify(id) ?? 'nothing';
      throw streamError('JOB_VALUE_INVALID', { operator: 'OutputTag', expected: 'a text', received });
    }
    this.id = id;
  }
}
