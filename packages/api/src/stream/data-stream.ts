/** The stream types of the API. They refer to one another (a keyed stream's result is a stream, a stream keyed is a
 *  keyed stream), so they share this file: circles between files are not allowed here.
 *  Path: **data-stream** → transformations → stream graph → job graph. Invariant: calling a method records a step and
 *  runs nothing. Source: Flink's DataStream, SingleOutputStreamOperator, KeyedStream and WindowedStream. */
import type { JsonValue } from '@rivulet/runtime/graph';
import type {
  FilterFunction,
  FlatMapFunction,
  Key,
  KeyCount,
  KeySelector,
  MapFunction,
  NumericFieldOf,
  ReduceFunction,
  UserFunctions,
} from '../functions/index.ts';
import type { Transformation, TransformationInput } from '../plan/index.ts';
import { invalidValue, requireFunctionArgument, requireTextArgument } from './argument-checks.ts';
import { DataStreamSink } from './data-stream-sink.ts';
import type { WindowAssigner } from './global-windows.ts';
import { OperatorSettings } from './operator-settings.ts';
import type { OperatorDraft, ProgramRecorder } from './program-recorder.ts';

/** A stream of values of type T, on its way from one operator to the next. */
export class DataStream<T> {
  readonly #recorder: ProgramRecorder;
  readonly #input: TransformationInput;

  constructor(recorder: ProgramRecorder, input: TransformationInput) {
    this.#recorder = recorder;
    this.#input = input;
  }

  /** One value out per value in. */
  map<R>(fn: MapFunction<T, R>): SingleOutputStreamOperator<R> {
    requireFunctionArgument('map()', fn);
    return this.#then({ kind: 'map', name: 'map', functions: { fn } });
  }

  /** Keeps the values for which `predicate` is true. */
  filter<S extends T>(predicate: (value: T) => value is S): SingleOutputStreamOperator<S>;
  filter(predicate: FilterFunction<T>): SingleOutputStreamOperator<T>;
  filter(predicate: FilterFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('filter()', predicate);
    return this.#then({ kind: 'filter', name: 'filter', functions: { fn: predicate } });
  }

  /** Any number of values out per value in: return them, or hand each to `out.collect`. */
  flatMap<R>(fn: FlatMapFunction<T, R>): SingleOutputStreamOperator<R> {
    requireFunctionArgument('flatMap()', fn);
    return this.#then({ kind: 'flat-map', name: 'flat-map', functions: { fn } });
  }

  /** Brings all values of one key to one subtask. */
  keyBy<K extends Key>(keySelector: KeySelector<T, K>): KeyedStream<T, K> {
    requireFunctionArgument('keyBy()', keySelector);
    const { producer } = this.#input;
    return new KeyedStream(this.#recorder, { producer, partitioning: 'hash', keySelector }, keySelector);
  }

  /** Deals the values out evenly, one after the other, to all subtasks of what follows. */
  rebalance(): DataStream<T> {
    return this.#partitioned('rebalance');
  }

  /** Sends every value to every subtask of what follows. */
  broadcast(): DataStream<T> {
    return this.#partitioned('broadcast');
  }

  /** Subtask i feeds subtask i; both sides need the same parallelism. */
  forward(): DataStream<T> {
    return this.#partitioned('forward');
  }

  /** Prints each value on the standard output of the process that runs the task. */
  print(prefix?: string): DataStreamSink {
    return this.#end({ kind: 'sink-print', name: 'print', params: prefix === undefined ? {} : { prefix } });
  }

  /** Writes a folder of text files, `part-0` … one per subtask, a value a line: a text as it is, else its JSON. */
  writeText(path: string | URL): DataStreamSink {
    if (!(path instanceof URL)) requireTextArgument('writeText()', 'a path or a file URL', path);
    return this.#end({ kind: 'sink-text', name: 'text', params: { path: this.#recorder.resolvePath(path) } });
  }

  /** Takes every value and keeps none: for measuring. */
  discard(): DataStreamSink {
    return this.#end({ kind: 'sink-discard', name: 'discard' });
  }

  #then<R>(draft: OperatorDraft): SingleOutputStreamOperator<R> {
    return operatorAfter(this.#recorder, this.#input, draft);
  }

  #end(draft: OperatorDraft): DataStreamSink {
    return new DataStreamSink(this.#recorder.add('sink', draft, this.#input));
  }

  #partitioned(partitioning: 'forward' | 'rebalance' | 'broadcast'): DataStream<T> {
    return new DataStream(this.#recorder, { producer: this.#input.producer, partitioning });
  }
}

/** The output of one operator, with what can be set on that operator. */
export class SingleOutputStreamOperator<T> extends DataStream<T> {
  readonly #settings: OperatorSettings;

  constructor(recorder: ProgramRecorder, producer: Transformation) {
    super(recorder, { producer });
    this.#settings = new OperatorSettings(producer);
  }

  /** How people see the operator in plans, threads and metrics. */
  name(name: string): this {
    this.#settings.name(name);
    return this;
  }

  /** Names the operator for good, whatever is added around it. Unique in the job. */
  uid(uid: string): this {
    this.#settings.uid(uid);
    return this;
  }

  setParallelism(parallelism: number): this {
    this.#settings.parallelism(parallelism);
    return this;
  }

  /** The number of key groups: the upper bound of parallelism, for good. */
  setMaxParallelism(maxParallelism: number): this {
    this.#settings.maxParallelism(maxParallelism);
    return this;
  }

  /** Subtasks of one group may share a slot; groups never do. What follows inherits the group. */
  slotSharingGroup(group: string): this {
    this.#settings.slotSharingGroup(group);
    return this;
  }

  /** The operator runs as a task of its own. */
  disableChaining(): this {
    this.#settings.disableChaining();
    return this;
  }

  /** The operator starts a chain that later operators may join. */
  startNewChain(): this {
    this.#settings.startNewChain();
    return this;
  }
}

/** A stream whose values are grouped by key: all of one key in one subtask. Its results are running updates,
 *  one per value; `window` waits for the end instead. */
export class KeyedStream<T, K extends Key> extends DataStream<T> {
  readonly #recorder: ProgramRecorder;
  readonly #input: TransformationInput;
  readonly #keySelector: KeySelector<T, K>;

  constructor(recorder: ProgramRecorder, input: TransformationInput, keySelector: KeySelector<T, K>) {
    super(recorder, input);
    this.#recorder = recorder;
    this.#input = input;
    this.#keySelector = keySelector;
  }

  /** Emits, per value, the combination of all values of its key so far. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('reduce()', fn);
    return this.#aggregate('reduce', {}, { fn });
  }

  /** Emits, per value, the sum so far: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: KeyedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: string): SingleOutputStreamOperator<T> {
    return this.#aggregate('sum', sumParams(field), {});
  }

  /** Emits, per value, how many values its key has had so far. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#aggregate('count', {}, {});
  }

  /** Collects the values of each key in windows: `GlobalWindows.withEndOfStreamTrigger()`. */
  window(assigner: WindowAssigner): WindowedStream<T, K> {
    const given: { readonly kind?: unknown; readonly trigger?: unknown } | undefined = assigner;
    if (given?.kind !== 'global' || given.trigger !== 'end-of-stream') {
      throw invalidValue('window()', 'GlobalWindows.withEndOfStreamTrigger()', assigner);
    }
    return new WindowedStream(this.#recorder, this.#input, this.#keySelector);
  }

  #aggregate<R>(kind: string, params: JsonValue, functions: UserFunctions): SingleOutputStreamOperator<R> {
    const draft = { kind, name: kind, params, functions: { ...functions, keySelector: this.#keySelector } };
    return operatorAfter(this.#recorder, this.#input, draft);
  }
}

/** A keyed stream cut in windows: one result per key and window, when the window fires. */
export class WindowedStream<T, K extends Key> {
  readonly #recorder: ProgramRecorder;
  readonly #input: TransformationInput;
  readonly #keySelector: KeySelector<T, K>;

  constructor(recorder: ProgramRecorder, input: TransformationInput, keySelector: KeySelector<T, K>) {
    this.#recorder = recorder;
    this.#input = input;
    this.#keySelector = keySelector;
  }

  /** Emits, per key, the combination of all its values. */
  reduce(fn: ReduceFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('reduce()', fn);
    return this.#aggregate({ aggregate: 'reduce' }, { fn });
  }

  /** Emits, per key, the sum: of the numbers themselves, or of one field (other fields as first seen). */
  sum(this: WindowedStream<number, K>): SingleOutputStreamOperator<T>;
  sum(field: NumericFieldOf<T>): SingleOutputStreamOperator<T>;
  sum(field?: string): SingleOutputStreamOperator<T> {
    return this.#aggregate({ aggregate: 'sum', ...sumParams(field) }, {});
  }

  /** Emits, per key, how many values it had. */
  count(): SingleOutputStreamOperator<KeyCount<K>> {
    return this.#aggregate({ aggregate: 'count' }, {});
  }

  #aggregate<R>(
    params: { readonly aggregate: string },
    functions: UserFunctions,
  ): SingleOutputStreamOperator<R> {
    const name = `window-${params.aggregate}`;
    const keyed = { ...functions, keySelector: this.#keySelector };
    const draft = { kind: 'window-end-of-stream', name, params, functions: keyed };
    return operatorAfter(this.#recorder, this.#input, draft);
  }
}

function operatorAfter<R>(
  recorder: ProgramRecorder,
  input: TransformationInput,
  draft: OperatorDraft,
): SingleOutputStreamOperator<R> {
  return new SingleOutputStreamOperator(recorder, recorder.add('operator', draft, input));
}

function sumParams(field: unknown): { readonly field: string | null } {
  if (field === undefined) return { field: null };
  requireTextArgument('sum()', 'the name of a numeric field', field);
  return { field };
}
