/** The end of a stream: nothing can follow it. Source: Flink's DataStreamSink. */
import type { Transformation } from '../plan/index.ts';
import { OperatorSettings } from './operator-settings.ts';

export class DataStreamSink {
  readonly #settings: OperatorSettings;

  constructor(transformation: Transformation) {
    this.#settings = new OperatorSettings(transformation);
  }

  name(name: string): this {
    this.#settings.name(name);
    return this;
  }

  /** Names the sink for good, whatever is added around it. Unique in the job. */
  uid(uid: string): this {
    this.#settings.uid(uid);
    return this;
  }

  setParallelism(parallelism: number): this {
    this.#settings.parallelism(parallelism);
    return this;
  }

  slotSharingGroup(group: string): this {
    this.#settings.slotSharingGroup(group);
    return this;
  }

  disableChaining(): this {
    this.#settings.disableChaining();
    return this;
  }
}
