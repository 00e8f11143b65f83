/** Runs a pipeline in the calling thread: no cluster, no threads, no real time. The operators are those of a
 *  cluster, on a
 *  host of their own. Path: test → push, watermark, time → **driver** → outputs to look at.
 *  ```ts
 *  const driver = new TestDriver<number, number>(({ input }) => input().keyBy((n) => n % 2).sum());
 *  driver.push(3);
 *  expect(driver.output).toEqual([3]);
 *  ```
 *  Invariant: when a call returns, everything it caused has happened. Source: Flink's
 *  OneInputStreamOperatorTestHarness. */
import { assert, createRecordTime, NO_TIMESTAMP } from '@rivulet/runtime/base';
import { SimWorld } from '@rivulet/runtime/io/sim';
import {
  createStreamGraph,
  edgeFunctionsIdOf,
  functionsOf,
  type StreamGraph,
  type StreamNode,
} from '../plan/index.ts';
import { DataStream, type SingleOutputStreamOperator, StreamExecutionEnvironment } from '../stream/index.ts';
import { type OperatorSnapshot, TestNode, type TestWorld } from './test-node.ts';
import { TestProcessingTime } from './test-processing-time.ts';

export type TestInputs<I> = {
  /** A stream that the test pushes values into. */
  input<T = I>(name?: string): SingleOutputStreamOperator<T>;
};

export type TestBuild<I, R> = (inputs: TestInputs<I>) => DataStream<R>;

export type TestRecord<R> = { readonly value: R; readonly timestamp: number | undefined };

/** All state and timers, by operator id. */
export type TestSnapshot = ReadonlyMap<string, OperatorSnapshot>;

const MAIN_INPUT = 'input';

export class TestDriver<I, R> {
  /** What came out, in order. */
  readonly records: TestRecord<R>[] = [];
  readonly watermarks: number[] = [];
  /** What sinks of the pipeline printed. */
  printed = '';
  readonly #world: TestWorld;
  readonly #processingTime = new TestProcessingTime();
  readonly #nodes = new Map<StreamNode, TestNode>();
  readonly #inputs = new Map<string, TestNode>();

  /** @param build describes the pipeline as a job does; the stream it returns is the driver's output
   *  @param restore a snapshot of a driver with the same pipeline */
  constructor(build: TestBuild<I, R>, restore?: TestSnapshot) {
    const { storage } = new SimWorld().node('test driver');
    const processingTime = this.#processingTime;
    this.#world = {
      time: createRecordTime(),
      processingTime,
      storage,
      clock: {
        nowMs: () => processingTime.currentProcessingTimeMs(),
        wallMs: () => processingTime.currentProcessingTimeMs(),
      },
      console: { out: (text) => (this.printed += text), err: () => undefined },
    };
    this.#assemble(streamGraphOf(build), restore);
  }

  /** The values of `records`. */
  get output(): R[] {
    return this.records.map(({ value }) => value);
  }

  push(value: I, timestamp?: number): this {
    return this.pushTo(MAIN_INPUT, value, timestamp);
  }

  /** @param name of one of several inputs */
  pushTo(name: string, value: unknown, timestamp: number = NO_TIMESTAMP): this {
    this.#world.time.timestamp = timestamp;
    this.#input(name).receive(value);
    return this;
  }

  pushWatermark(watermark: number, name: string = MAIN_INPUT): this {
    this.#input(name).watermarks.emitWatermark(watermark);
    return this;
  }

  /** Tells that nothing is to be waited for on this input, or that it is back. */
  pushIdle(idle = true, name: string = MAIN_INPUT): this {
    this.#input(name).watermarks.emitWatermarkStatus(idle);
    return this;
  }

  /** Moves processing time, from 0 on; timers up to then fire. */
  advanceProcessingTimeTo(nowMs: number): this {
    this.#processingTime.advanceTo(nowMs);
    return this;
  }

  /** Ends all inputs: the last watermark passes, operators finish, sinks close. */
  end(): this {
    for (const input of this.#inputs.values()) input.finish();
    for (const node of this.#nodes.values()) node.finish();
    for (const node of this.#nodes.values()) node.close();
    return this;
  }

  /** What went to a side output that nothing in the pipeline reads. */
  sideOutput<T>(tag: { readonly id: string; readonly values?: (value: T) => T }): T[] {
    return [...this.#nodes.values()].flatMap(({ unread }) => (unread.get(tag.id) ?? []) as T[]);
  }

  /** The sum of a counter over all operators that have it: `numLateRecordsDropped`. */
  counter(name: string): number {
    return [...this.#nodes.values()].reduce((sum, { counters }) => sum + (counters.get(name)?.count ?? 0), 0);
  }

  snapshot(): TestSnapshot {
    return new Map([...this.#nodes].map(([{ id }, node]) => [id, node.snapshot()]));
  }

  #input(name: string): TestNode {
    const input = this.#inputs.get(name);
    assert(input !== undefined, `the pipeline has an input called ${name}`);
    return input;
  }

  #assemble(graph: StreamGraph, restore: TestSnapshot | undefined): void {
    const functions = functionsOf(graph);
    for (const node of graph.nodes) {
      const isSource = node.inputs.length === 0;
      assert(
        !isSource || node.kind === 'source-test',
        `the driver feeds ${node.name}: use input() as its source`,
      );
      const restored = restore?.get(node.id);
      const made = new TestNode(node, functions.get(node.id) ?? {}, this.#world, {
        isSource,
        ...(node.kind === 'sink-test' ? { sink: (value: unknown) => this.#collect(value) } : {}),
        ...(restored === undefined ? {} : { restored }),
      });
      this.#nodes.set(node, made);
      if (isSource) this.#inputs.set(node.name.replace('Source: ', ''), made);
      if (node.kind === 'sink-test') this.#watch(made);
      node.inputs.forEach((edge, edgeIndex) => {
        const isKeyed = edge.partitioning.kind === 'hash';
        const edgeFunctions = functions.get(edgeFunctionsIdOf(node.id, edgeIndex));
        this.#nodes.get(edge.producer)?.connect(made, edge, isKeyed ? edgeFunctions?.keySelector : undefined);
      });
    }
  }

  #watch(sink: TestNode): void {
    sink.watermarks.connect({ onWatermark: (watermark) => this.watermarks.push(watermark) }, []);
  }

  #collect(value: unknown): void {
    const { timestamp } = this.#world.time;
    this.records.push({ value: value as R, timestamp: timestamp === NO_TIMESTAMP ? undefined : timestamp });
  }
}

function streamGraphOf<I, R>(build: TestBuild<I, R>): StreamGraph {
  const env = new StreamExecutionEnvironment({ workingDirectory: '/', defaultParallelism: 1 });
  const inputs = new Map<string, SingleOutputStreamOperator<unknown>>();
  const input = <T>(name = MAIN_INPUT): SingleOutputStreamOperator<T> => {
    const known = inputs.get(name);
    if (known !== undefined) return known as SingleOutputStreamOperator<T>;
    const made = StreamExecutionEnvironment.sourceOf<T>(env, { kind: 'source-test', name });
    inputs.set(name, made as SingleOutputStreamOperator<unknown>);
    return made;
  };
  const result = build({ input });
  DataStream.originOf(result).followedBy('sink', { kind: 'sink-test', name: 'test' });
  return createStreamGraph(env.toProgram('test driver'));
}
