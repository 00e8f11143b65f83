/** One operator of a driven pipeline with its host: state, timers, watermarks, and the operators it gives records to.
 *  Path: test driver → **node** → operator → the nodes behind it, all in one call stack.
 *  Invariant: a record reaches an operator with its key current, where the edge has one. */
import {
  createOperator,
  HeapKeyDirectory,
  HeapStateBackend,
  type InternalTimerService,
  type KeyedStateBackend,
  type KeyedStateSnapshot,
  type Operator,
  type OperatorCounter,
  type OperatorHost,
  type RecordFunction,
  secondStageFunction,
  stageFunction,
  StatusWatermarkValve,
  type TimerEntry,
  type UserFunctions,
  WatermarkFlow,
  type WatermarkOutput,
} from '@rivulet/operators';
import { MAX_WATERMARK } from '@rivulet/runtime/base';
import type { StreamNode } from '../plan/index.ts';

/** What all nodes of a driver share. */
export type TestWorld = Pick<OperatorHost, 'clock' | 'storage' | 'console' | 'processingTime' | 'time'>;

export type OperatorSnapshot = {
  readonly state: KeyedStateSnapshot;
  readonly timers: readonly TimerEntry[];
};

export class TestNode {
  readonly watermarks: WatermarkFlow = new WatermarkFlow();
  readonly counters: Map<string, OperatorCounter> = new Map();
  /** Values of side outputs that nothing in the pipeline reads. */
  readonly unread: Map<string, unknown[]> = new Map();
  readonly name: string;
  readonly #keyedState: HeapStateBackend;
  readonly #timers: InternalTimerService[] = [];
  readonly #targets: { readonly tag: string | undefined; readonly receive: RecordFunction }[] = [];
  readonly #watermarkTargets: WatermarkOutput[] = [];
  readonly #receivers: readonly [RecordFunction, RecordFunction];
  readonly #operator: Operator | undefined;
  readonly #valve: StatusWatermarkValve;
  #edgeCount = 0;

  /** @param isSource a source gets its records from the test
   *  @param sink what the test looks at; absent for operators */
  constructor(
    node: StreamNode,
    functions: UserFunctions,
    world: TestWorld,
    settings: {
      readonly isSource: boolean;
      readonly sink?: RecordFunction;
      readonly restored?: OperatorSnapshot;
    },
  ) {
    const { isSource, sink, restored } = settings;
    this.name = node.name;
    this.#keyedState = new HeapStateBackend(new HeapKeyDirectory(), node.maxParallelism);
    if (restored !== undefined) this.#keyedState.restore(restored.state);
    const { id, name, kind, params } = node;
    const host = this.#createHost(name, functions, world);
    this.#operator =
      isSource || sink !== undefined ? undefined : createOperator({ id, name, kind, params }, host);
    for (const timer of restored?.timers ?? []) this.#timers[0]?.restore(timer);
    const emit = sink ?? ((value) => this.#emit(undefined, value));
    const stage = this.#operator?.stage;
    this.#receivers = [stageFunction(stage, emit, host), secondStageFunction(stage, host)];
    this.#valve = new StatusWatermarkValve(Math.max(1, node.inputs.length), this.watermarks);
    this.watermarks.connect(this.#operator ?? {}, this.#watermarkTargets);
  }

  /** Feeds `consumer` from this node's output. @param keySelector of a hash edge */
  connect(
    consumer: TestNode,
    edge: { readonly tag?: string; readonly inputIndex: number },
    keySelector: ((value: never) => unknown) | undefined,
  ): void {
    const receive = consumer.#receivers[edge.inputIndex === 1 ? 1 : 0];
    const { keys } = consumer.#keyedState;
    const keyed: RecordFunction = (value) => {
      keys.currentIndex = keys.find(keySelector?.(value as never));
      receive(value);
    };
    this.#targets.push({ tag: edge.tag, receive: keySelector === undefined ? receive : keyed });
    const channel = consumer.#edgeCount++;
    this.#watermarkTargets.push({
      emitWatermark: (watermark) => consumer.#valve.inputWatermark(watermark, channel),
      emitWatermarkStatus: (idle) => consumer.#valve.inputWatermarkStatus(idle, channel),
    });
  }

  receive(value: unknown): void {
    this.#receivers[0](value);
  }

  finish(): void {
    this.watermarks.emitWatermark(MAX_WATERMARK);
    while (this.#operator?.finish?.() === false);
    this.#operator?.flush?.();
  }

  close(): void {
    this.#operator?.close?.('finished');
  }

  snapshot(): OperatorSnapshot {
    const timers: TimerEntry[] = [];
    for (const service of this.#timers) service.forEach((entry) => timers.push(entry));
    return { state: this.#keyedState.snapshot(), timers };
  }

  #emit(tag: string | undefined, value: unknown): void {
    let isRead = false;
    for (const target of this.#targets) {
      if (target.tag !== tag) continue;
      isRead = true;
      target.receive(value);
    }
    if (isRead || tag === undefined) return;
    this.unread.set(tag, [...(this.unread.get(tag) ?? []), value]);
  }

  #createHost(operatorName: string, functions: UserFunctions, world: TestWorld): OperatorHost {
    const { watermarks } = this;
    const { time } = world;
    const keyedState: KeyedStateBackend = this.#keyedState;
    return {
      ...world,
      operatorName,
      taskName: 'test driver',
      subtaskIndex: 0,
      parallelism: 1,
      workingDirectory: '/',
      functions,
      keyedState,
      get currentWatermark(): number {
        return watermarks.currentWatermark;
      },
      emit: (value) => this.#emit(undefined, value),
      emitAt: (value, timestamp) => {
        const before = time.timestamp;
        time.timestamp = timestamp;
        this.#emit(undefined, value);
        time.timestamp = before;
      },
      emitSide: (tag, value) => this.#emit(tag, value),
      emitWatermark: (watermark) => watermarks.output.emitWatermark(watermark),
      emitWatermarkStatus: (idle) => watermarks.output.emitWatermarkStatus(idle),
      addTimerService: (timers) => {
        this.#timers.push(timers);
        watermarks.addTimers(timers);
      },
      counter: (name) => {
        const counter = this.counters.get(name) ?? { count: 0 };
        this.counters.set(name, counter);
        return counter;
      },
      // A test is one thread, and between two of its calls nothing of the pipeline is running.
      mailboxExecutor: {
        execute: (_description, run) => {
          run();
          return true;
        },
      },
      canEmit: () => true,
    };
  }
}
