/** A keyed stream cut in windows, and `window`, which leads to it.
 *  Path: keyed stream → **windowed stream** → window operator. Each setting gives a new windowed stream.
 *  Source: Flink's WindowedStream. */
import {
  type AggregateFunction,
  type ContentsPlan,
  countEvictor,
  CountTrigger,
  EndOfStreamTrigger,
  type Evictor,
  globalWindowAssigner,
  type MadePerSubtask,
  type ProcessWindowFunction,
  PurgingTrigger,
  Trigger,
  type WindowAssigner,
  type WindowPlan,
} from '@rivulet/operators';
import type { Key, KeyCount, NumericFieldOf, OutputTag, ReduceFunction } from '../functions/index.ts';
import { addMethod } from './add-method.ts';
import { fieldParam, invalidValue, requireFunctionArgument } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import type { EndOfStreamWindow } from './global-windows.ts';
import { KeyedStream } from './keyed-stream.ts';

type WindowSettings<T> = {
  readonly assigner: WindowAssigner<T>;
  /** The end-of-stream window of before settings: some of its aggregates have an operator of their own. */
  readonly isWholeStream: boolean;
  readonly trigger: Trigger<T>;
  readonly evictor?: Evictor<T>;
  readonly allowedLatenessMs: number;
  readonly lateTag?: string;
};

/** One result per key and window, each time the window fires. */
export class WindowedStream<T, K extends Key> {
  readonly #input: KeyedStream<T, K>;
  readonly #settings: WindowSettings<T>;

  constructor(input: KeyedStream<T, K>, settings: WindowSettings<T>) {
    this.#input = input;
    this.#settings = settings;
  }

  /** When windows fire, instead of the assigner's own rule. */
  trigger(trigger: Trigger<T>): WindowedStream<T, K> {
    if (!(trigger instanceof Trigger)) throw invalidValue('trigger()', 'a Trigger', trigger);
    if (this.#settings.assigner.isMerging && !trigger.canMerge()) {
      throw invalidValue('trigger()', 'a trigger that can merge, as its windows do', trigger);
    }
    return this.#with({ trigger });
  }

  /** Takes records out of a window when it fires; every record is kept until then. */
  evictor(evictor: Evictor<T>): WindowedStream<T, K> {
    return this.#with({ evictor });
  }

  /** How long after the watermark has passed its end a window still takes records, and fires again for each. */
  allowedLateness(latenessMs: number): WindowedStream<T, K> {
    if (!(latenessMs >= 0)) throw invalidValue('allowedLateness()', 'milliseconds, 0 or more', latenessMs);
    return this.#with({ allowedLatenessMs: latenessMs });
  }

  /** Gives records that come too late to this side output; else they are counted and dropped. */
  sideOutputLateData(tag: OutputTag<T>): WindowedStream<T, K> {
    return this.#with({ lateTag: tag.id });
  }

  /** Emits the combination of all values, or what `process` makes of it. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T>;
  reduce<R>(
    fn: ReduceFunction<T>,
    process: MadePerSubtask<ProcessWindowFunction<T, R, K>>,
  ): SingleOutputStreamOperator<R>;
  reduce<R>(
    fn: ReduceFunction<T>,
    process?: MadePerSubtask<ProcessWindowFunction<T, R, K>>,
  ): SingleOutputStreamOperator<R> {
    requireFunctionArgument('reduce()', fn);
    const reduce = fn as (first: unknown, second: unknown) => unknown;
    return this.#apply('reduce', { kind: 'reduce', reduce }, process);
  }

  /** Emits the result of an aggregate, or what `process` makes of it. */
  aggregate<A, R>(aggregate: AggregateFunction<T, A, R>): SingleOutputStreamOperator<R>;
  aggregate<A, R, S>(
    aggregate: AggregateFunction<T, A, R>,
    process: MadePerSubtask<ProcessWindowFunction<R, S, K>>,
  ): SingleOutputStreamOperator<S>;
  aggregate<A, R, S>(
    aggregate: AggregateFunction<T, A, R>,
    process?: MadePerSubtask<ProcessWindowFunction<R, S, K>>,
  ): SingleOutputStreamOperator<S> {
    requireFunctionArgument('aggregate().add', aggregate?.add);
    if (this.#settings.assigner.isMerging && aggregate.merge === undefined) {
      throw invalidValue('aggregate()', 'an aggregate with merge(), as its windows merge', aggregate);
    }
    const plan: ContentsPlan = {
      kind: 'aggregate',
      aggregate,
    };
    return this.#apply('aggregate', plan, process);
  }

  /** Hands every value of the window to a function at once. */
  process<R>(process: MadePerSubtask<ProcessWindowFunction<T, R, K>>): SingleOutputStreamOperator<R> {
    return this.#apply('process', { kind: 'list' }, process);
  }

  /** Emits the sum: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: WindowedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: unknown): SingleOutputStreamOperator<T> {
    return this.#apply('sum', { kind: 'sum', field: fieldParam('sum()', field) });
  }

  /** Emits how many values the key had in the window. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#apply('count', { kind: 'count' });
  }

  #with(settings: Partial<WindowSettings<T>>): WindowedStream<T, K> {
    return new WindowedStream(this.#input, { ...this.#settings, ...settings, isWholeStream: false });
  }

  #apply<I, R>(
    name: string,
    contents: ContentsPlan,
    process?: MadePerSubtask<ProcessWindowFunction<I, R, K>>,
  ): SingleOutputStreamOperator<R> {
    const origin = DataStream.originOf(this.#input);
    const keySelector = KeyedStream.keySelectorOf(this.#input);
    const draft =
      this.#settings.isWholeStream && process === undefined && contents.kind !== 'aggregate'
        ? wholeStreamDraft(name, contents)
        : { kind: 'window', params: {}, fn: () => this.#plan(contents, process) };
    const { kind, params, fn } = draft;
    const functions = { ...(fn === undefined ? {} : { fn }), keySelector };
    const operator = { kind, name: `window-${name}`, params, functions };
    return new SingleOutputStreamOperator(origin.recorder, origin.followedBy('operator', operator));
  }

  #plan<I, R>(contents: ContentsPlan, process?: MadePerSubtask<ProcessWindowFunction<I, R, K>>): WindowPlan {
    const { isWholeStream: _, ...settings } = this.#settings;
    const plan = { ...settings, contents, ...(process === undefined ? {} : { process }) };
    return plan;
  }
}

/** The operator that waits for the end: one aggregate per key, in columns, without windows. */
function wholeStreamDraft(aggregate: string, contents: ContentsPlan) {
  const field = contents.kind === 'sum' ? { field: contents.field } : {};
  const fn = contents.kind === 'reduce' ? contents.reduce : undefined;
  return { kind: 'window-end-of-stream', params: { aggregate, ...field }, fn };
}

declare module './keyed-stream.ts' {
  interface KeyedStream<T, K extends Key> {
    /** Collects the values of each key in windows: `TumblingEventTimeWindows.of(60_000)` and others, or
     *  `GlobalWindows.withEndOfStreamTrigger()` for one result when a bounded input ends. */
    window(assigner: WindowAssigner<T> | EndOfStreamWindow): WindowedStream<T, K>;
    /** Windows of `size` values of one key; with `slide`, the last `size` at every `slide`-th value. */
    countWindow(size: number, slide?: number): WindowedStream<T, K>;
  }
}

addMethod(
  KeyedStream<unknown, Key>,
  'window',
  function (assigner: WindowAssigner<unknown> | EndOfStreamWindow) {
    const given = assigner as Partial<WindowAssigner<unknown> & EndOfStreamWindow> | undefined;
    if (given?.kind === 'global' && given.trigger === 'end-of-stream') {
      return new WindowedStream(this, {
        assigner: globalWindowAssigner<unknown>(),
        isWholeStream: true,
        trigger: new EndOfStreamTrigger<unknown>(),
        allowedLatenessMs: 0,
      });
    }
    if (typeof given?.assign !== 'function') {
      throw invalidValue(
        'window()',
        'a window assigner, such as TumblingEventTimeWindows.of(60_000)',
        assigner,
      );
    }
    const known = assigner as WindowAssigner<unknown>;
    return new WindowedStream(this, {
      assigner: known,
      isWholeStream: false,
      trigger: known.defaultTrigger,
      allowedLatenessMs: 0,
    });
  },
);

addMethod(KeyedStream<unknown, Key>, 'countWindow', function (size: number, slide?: number) {
  for (const count of slide === undefined ? [size] : [size, slide]) {
    if (!Number.isSafeInteger(count) || count < 1) {
      throw invalidValue('countWindow()', 'a whole number, 1 or more', count);
    }
  }
  const windows = this.window(globalWindowAssigner<unknown>());
  if (slide === undefined) return windows.trigger(new PurgingTrigger(new CountTrigger<unknown>(size)));
  return windows.evictor(countEvictor(size)).trigger(new CountTrigger<unknown>(slide));
});
