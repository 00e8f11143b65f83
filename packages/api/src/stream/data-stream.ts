/** A stream of values, and the output of one operator, which is a stream with settings.
 *  Path: environment → **data stream** → transformations → stream graph → job graph.
 *  The other kinds of streams stand on this file, each in a file of its own that adds here the method leading to it:
 *  `keyBy` comes with keyed-stream.ts, `connect` with connected-streams.ts. So no file needs a later one.
 *  Invariant: calling a method records a step and runs nothing. Source: Flink's DataStream. */
import type {
  FilterFunction,
  FlatMapFunction,
  KeyAt,
  KeyFieldOf,
  MapFunction,
  OutputTag,
  PartitionerFunction,
} from '../functions/index.ts';
import { type MadePerSubtask, type ProcessFunction, WatermarkStrategy } from '@rivulet/operators';
import type { Transformation } from '../plan/index.ts';
import {
  invalidValue,
  requireFunctionArgument,
  requireTextArgument,
  requireProcessArgument,
} from './argument-checks.ts';
import { DataStreamSink } from './data-stream-sink.ts';
import { keySelectorOf } from './key-selectors.ts';
import { OperatorSettings } from './operator-settings.ts';
import type { OperatorDraft, ProgramRecorder } from './program-recorder.ts';
import { StreamOrigin } from './stream-origin.ts';

/** A stream of values of type T, on its way from one operator to the next. */
export class DataStream<T> {
  readonly #origin: StreamOrigin;

  constructor(origin: StreamOrigin) {
    this.#origin = origin;
  }

  /** For the files that add methods here: a user has no use for it. */
  static originOf<T>(stream: DataStream<T>): StreamOrigin {
    return stream.#origin;
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

  /** Any number of values and side outputs out per value in, with its timestamp and the time at hand. */
  process<R>(fn: MadePerSubtask<ProcessFunction<T, R>>): SingleOutputStreamOperator<R> {
    requireProcessArgument('process()', fn);
    return this.#then({ kind: 'process', name: 'process', functions: { fn: () => fn } });
  }

  /** Gives each value a timestamp and the stream its watermarks; those it had before are dropped. */
  assignTimestampsAndWatermarks(strategy: WatermarkStrategy<T>): SingleOutputStreamOperator<T> {
    if (!(strategy instanceof WatermarkStrategy)) {
      throw invalidValue('assignTimestampsAndWatermarks()', 'a WatermarkStrategy', strategy);
    }
    const kind = 'timestamps-and-watermarks';
    const params = { intervalMs: this.#origin.recorder.autoWatermarkIntervalMs };
    return this.#then({ kind, name: kind, params, functions: { fn: () => strategy } });
  }

  /** The values of this stream and of the others, in no order between them. */
  union(...others: readonly DataStream<T>[]): DataStream<T> {
    return new DataStream(this.#origin.unitedWith(others.map((other) => other.#origin)));
  }

  /** Subtask i feeds subtask i; both sides need the same parallelism. */
  forward(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('forward'));
  }

  /** Deals the values out evenly, one after the other, to all subtasks of what follows. */
  rebalance(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('rebalance'));
  }

  /** As rebalance, but each subtask deals to a few neighbours of its own: fewer channels, less even. */
  rescale(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('rescale'));
  }

  /** Gives each value to a subtask drawn at random. */
  shuffle(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('shuffle'));
  }

  /** Sends every value to every subtask of what follows. */
  broadcast(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('broadcast'));
  }

  /** Sends every value to the first subtask of what follows. */
  global(): DataStream<T> {
    return new DataStream(this.#origin.partitioned('global'));
  }

  /** Sends each value to the subtask that `partitioner` names for its key. Unlike keyBy it groups nothing: what follows
   *  has no keyed state. */
  partitionCustom<K>(partitioner: PartitionerFunction<K>, keySelector: (value: T) => K): DataStream<T>;
  partitionCustom<Field extends KeyFieldOf<T>>(
    partitioner: PartitionerFunction<KeyAt<T, Field>>,
    field: Field,
  ): DataStream<T>;
  partitionCustom(partitioner: PartitionerFunction<never>, key: unknown): DataStream<T> {
    requireFunctionArgument('partitionCustom()', partitioner);
    const keySelector = keySelectorOf<T>('partitionCustom()', [key]);
    return new DataStream(this.#origin.partitioned('custom', { partitioner, keySelector }));
  }

  /** Prints each value on the standard output of the process that runs the task. */
  print(prefix?: string): DataStreamSink {
    return this.#end({ kind: 'sink-print', name: 'print', params: prefix === undefined ? {} : { prefix } });
  }

  /** Writes a folder of text files, `part-0` … one per subtask, a value a line: a text as it is, else its JSON. */
  writeText(path: string | URL): DataStreamSink {
    if (!(path instanceof URL)) requireTextArgument('writeText()', 'a path or a file URL', path);
    const params = { path: this.#origin.recorder.resolvePath(path) };
    return this.#end({ kind: 'sink-text', name: 'text', params });
  }

  /** Takes every value and keeps none: for measuring. */
  discard(): DataStreamSink {
    return this.#end({ kind: 'sink-discard', name: 'discard' });
  }

  #then<R>(draft: OperatorDraft): SingleOutputStreamOperator<R> {
    const { recorder } = this.#origin;
    return new SingleOutputStreamOperator(recorder, this.#origin.followedBy('operator', draft));
  }

  #end(draft: OperatorDraft): DataStreamSink {
    return new DataStreamSink(this.#origin.followedBy('sink', draft));
  }
}

/** The output of one operator, with what can be set on that operator. */
export class SingleOutputStreamOperator<T> extends DataStream<T> {
  readonly #recorder: ProgramRecorder;
  readonly #producer: Transformation;
  readonly #settings: OperatorSettings;

  constructor(recorder: ProgramRecorder, producer: Transformation) {
    super(new StreamOrigin(recorder, [{ producer }]));
    this.#recorder = recorder;
    this.#producer = producer;
    this.#settings = new OperatorSettings(producer);
  }

  /** What the operator emits beside its main output, under this tag. */
  getSideOutput<S>(tag: OutputTag<S>): DataStream<S> {
    const output = { producer: this.#producer, tag: tag.id };
    return new DataStream(new StreamOrigin(this.#recorder, [output]));
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
