/** Emits the aggregate of each key once, when the bounded input has ended, in the order the keys were first seen.
 *  Path: record reader → **this** (absorbs) → … at the end of data → the rest of the chain.
 *  Invariant: emission stops when an output is full and goes on where it stopped; the last watermark leaves last.
 *  Source: Flink's GlobalWindows.createWithEndOfStreamTrigger. */
import { MAX_WATERMARK } from '@rivulet/runtime/base';
import type { KeyDirectory } from '../state/index.ts';
import type { KeyedAggregate } from './keyed-aggregate.ts';
import type { OperatorHost } from '../host/operator-host.ts';
import type { Operator, Stage } from '../host/operator.ts';

export class WindowEndOfStream implements Operator {
  readonly stage: Stage;
  readonly #host: OperatorHost;
  readonly #keys: KeyDirectory;
  readonly #aggregate: KeyedAggregate;
  #next = 0;

  constructor(host: OperatorHost, aggregate: KeyedAggregate) {
    this.#host = host;
    this.#keys = host.keyedState.keys;
    this.#aggregate = aggregate;
    this.stage = { kind: 'absorb', callsUser: aggregate.callsUser, absorb: (value) => aggregate.add(value) };
  }

  /** The last one waits for the results. */
  onWatermark(watermark: number): void {
    if (watermark < MAX_WATERMARK) this.#host.emitWatermark(watermark);
  }

  finish(): boolean {
    const keys = this.#keys;
    for (; this.#next < keys.size; this.#next++) {
      if (!this.#host.canEmit()) return false;
      keys.currentIndex = this.#next;
      this.#host.emitAt(this.#aggregate.result(), MAX_WATERMARK);
    }
    this.#host.emitWatermark(MAX_WATERMARK);
    return true;
  }
}
