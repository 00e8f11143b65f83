/** Two streams of different types that meet in one operator, and `connect`, which leads to them.
 *  Path: two data streams → **connected streams** → an operator with two inputs. Nothing is said about the order
 *  between the two. Invariant: both are keyed, with keys of one type, or neither is treated so.
 *  Source: Flink's ConnectedStreams. */
import type { CoProcessFunction, KeyedCoProcessFunction, MadePerSubtask } from '@rivulet/operators';
import type {
  FlatMapFunction,
  Key,
  KeyAt,
  KeyFieldOf,
  KeySelector,
  MapFunction,
} from '../functions/index.ts';
import { addMethod } from './add-method.ts';
import { requireFunctionArgument } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import { keySelectorOf } from './key-selectors.ts';
import { KeyedStream } from './keyed-stream.ts';
import type { OperatorDraft } from './program-recorder.ts';

/** @typeParam K of the key both are keyed by; `undefined` when they are not */
export class ConnectedStreams<A, B, K extends Key | undefined = undefined> {
  readonly #first: DataStream<A>;
  readonly #second: DataStream<B>;

  constructor(first: DataStream<A>, second: DataStream<B>) {
    this.#first = first;
    this.#second = second;
  }

  /** Brings the values of one key, of both streams, to one subtask. */
  keyBy<Common extends Key>(
    first: KeySelector<A, Common>,
    second: KeySelector<B, Common>,
  ): ConnectedStreams<A, B, Common>;
  keyBy<First extends KeyFieldOf<A>, Second extends KeyFieldOf<B>>(
    first: First,
    second: Second,
  ): ConnectedStreams<A, B, KeyAt<A, First> | KeyAt<B, Second>>;
  keyBy(first: unknown, second: unknown): ConnectedStreams<A, B, never> {
    return new ConnectedStreams(keyedBy(this.#first, first), keyedBy(this.#second, second));
  }

  /** One value out per value in, by the function of its stream. */
  map<R>(first: MapFunction<A, R>, second: MapFunction<B, R>): SingleOutputStreamOperator<R> {
    requireFunctionArgument('map()', first);
    requireFunctionArgument('map()', second);
    return this.#joinedBy({ kind: 'co-map', name: 'co-map', functions: { fn: first, secondFn: second } });
  }

  /** Any number of values out per value in, by the function of its stream. */
  flatMap<R>(first: FlatMapFunction<A, R>, second: FlatMapFunction<B, R>): SingleOutputStreamOperator<R> {
    requireFunctionArgument('flatMap()', first);
    requireFunctionArgument('flatMap()', second);
    const functions = { fn: first, secondFn: second };
    return this.#joinedBy({ kind: 'co-flat-map', name: 'co-flat-map', functions });
  }

  /** What a process function makes of both. With keys it has state and timers, those of the key. */
  process<R>(fn: MadePerSubtask<ProcessFunctionOf<K, A, B, R>>): SingleOutputStreamOperator<R> {
    const given = fn as { readonly processElement1?: unknown } | null | undefined;
    requireFunctionArgument('process()', typeof fn === 'function' ? fn : (given?.processElement1 ?? fn));
    const isKeyed = this.#first instanceof KeyedStream && this.#second instanceof KeyedStream;
    const kind = isKeyed ? 'keyed-co-process' : 'co-process';
    return this.#joinedBy({ kind, name: 'co-process', functions: { fn: () => fn } });
  }

  #joinedBy<R>(draft: OperatorDraft): SingleOutputStreamOperator<R> {
    const [first, second] = [this.#first, this.#second];
    const functions = { ...draft.functions, ...keySelectorsOf(first, second) };
    const origin = DataStream.originOf(first);
    const joined = origin.joinedBy({ ...draft, functions }, DataStream.originOf(second));
    return new SingleOutputStreamOperator(origin.recorder, joined);
  }
}

/** The kind of function that fits: with or without a key. */
type ProcessFunctionOf<K extends Key | undefined, A, B, R> = [K] extends [Key]
  ? KeyedCoProcessFunction<K, A, B, R>
  : CoProcessFunction<A, B, R>;

function keyedBy<T>(stream: DataStream<T>, given: unknown): KeyedStream<T, never> {
  return new KeyedStream(DataStream.originOf(stream), keySelectorOf('keyBy()', [given]));
}

/** Of two keyed streams; with one alone keyed there is no common key to keep state under, as in Flink. */
function keySelectorsOf<A, B>(first: DataStream<A>, second: DataStream<B>): OperatorDraft['functions'] {
  if (!(first instanceof KeyedStream) || !(second instanceof KeyedStream)) return {};
  return {
    keySelector: KeyedStream.keySelectorOf(first),
    secondKeySelector: KeyedStream.keySelectorOf(second),
  };
}

declare module './data-stream.ts' {
  interface DataStream<T> {
    /** Lets this stream and one of another type meet in one operator. */
    connect<K extends Key, U>(this: KeyedStream<T, K>, second: KeyedStream<U, K>): ConnectedStreams<T, U, K>;
    connect<U>(second: DataStream<U>): ConnectedStreams<T, U>;
  }
}

addMethod(DataStream<unknown>, 'connect', function (second: DataStream<unknown>) {
  return new ConnectedStreams(this, second);
});
