/** Two streams of different types that meet in one operator, and `connect`, which leads to them.
 *  Path: two data streams → **connected streams** → an operator with two inputs. Nothing is said about the order
 *  between the two. Invariant: both are keyed, with keys of one type, or neither is treated so.
 *  Source: Flink's ConnectedStreams. */
import type { FlatMapFunction, Key, KeyFieldOf, KeySelector, MapFunction } from '../functions/index.ts';
import { addMethod } from './add-method.ts';
import { requireFunctionArgument } from './argument-checks.ts';
import { DataStream, SingleOutputStreamOperator } from './data-stream.ts';
import { keySelectorOf } from './key-selectors.ts';
import { KeyedStream } from './keyed-stream.ts';
import type { OperatorDraft } from './program-recorder.ts';

export class ConnectedStreams<A, B> {
  readonly #first: DataStream<A>;
  readonly #second: DataStream<B>;

  constructor(first: DataStream<A>, second: DataStream<B>) {
    this.#first = first;
    this.#second = second;
  }

  /** Brings the values of one key, of both streams, to one subtask. */
  keyBy<K extends Key>(first: KeySelector<A, K>, second: KeySelector<B, K>): ConnectedStreams<A, B>;
  keyBy(first: KeyFieldOf<A>, second: KeyFieldOf<B>): ConnectedStreams<A, B>;
  keyBy(first: unknown, second: unknown): ConnectedStreams<A, B> {
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

  #joinedBy<R>(draft: OperatorDraft): SingleOutputStreamOperator<R> {
    const [first, second] = [this.#first, this.#second];
    const functions = { ...draft.functions, ...keySelectorsOf(first, second) };
    const origin = DataStream.originOf(first);
    const joined = origin.joinedBy({ ...draft, functions }, DataStream.originOf(second));
    return new SingleOutputStreamOperator(origin.recorder, joined);
  }
}

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
    connect<U>(second: DataStream<U>): ConnectedStreams<T, U>;
  }
}

addMethod(DataStream<unknown>, 'connect', function (second: DataStream<unknown>) {
  return new ConnectedStreams(this, second);
});
