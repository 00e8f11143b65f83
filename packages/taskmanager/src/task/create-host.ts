/** The host that a task thread gives one operator of a chain: the operator's whole world.
 *  Path: assemble-chain.ts → **host** → operator.
 *  Source: Flink's StreamOperatorParameters and RuntimeContext. */
import { assert } from '@rivulet/runtime/base';
import type { OperatorSpec } from '@rivulet/runtime/graph';
import type { Console } from '@rivulet/runtime/io';
import type { KeyedStateBackend, OperatorHost, WatermarkFlow } from '@rivulet/operators';
import type { Emitter } from './chain-plan.ts';
import type { ChainSettings } from './chain-settings.ts';
import { type TaskPlan, vertexOf } from './task-plan.ts';
import type { TaskThread } from './task-thread.ts';

/** What an operator emits into. */
export type HostedNode = { readonly emitter: Emitter; readonly watermarks: WatermarkFlow };

export function createHost(
  spec: OperatorSpec,
  { emitter, watermarks }: HostedNode,
  settings: ChainSettings,
  thread: TaskThread,
): OperatorHost {
  const { plan, functions, keyedState, canEmit, processingTime, mailbox, time } = settings;
  const placeInChain = vertexOf(plan).chain.indexOf(spec);
  return {
    operatorName: spec.name,
    taskName: plan.taskName,
    subtaskIndex: plan.subtaskIndex,
    parallelism: plan.parallelism,
    workingDirectory: plan.workingDirectory,
    functions: functions.get(spec.id) ?? {},
    get keyedState(): KeyedStateBackend {
      assert(keyedState !== undefined, `${spec.name} has a keyed input`);
      return keyedState;
    },
    clock: thread.io.clock,
    processingTime,
    mailboxExecutor: {
      execute: (description, run) => mailbox.put({ description, priority: placeInChain, run }),
    },
    storage: thread.io.storage,
    console: consoleFor(plan, thread),
    time,
    get currentWatermark(): number {
      return watermarks.currentWatermark;
    },
    emit: (value) => emitter.emit(value),
    emitAt: (value, timestamp) => {
      const before = time.timestamp;
      time.timestamp = timestamp;
      emitter.emit(value);
      time.timestamp = before;
    },
    emitSide: (tag, value) => emitter.sides.get(tag)?.(value),
    emitWatermark: (watermark) => watermarks.output.emitWatermark(watermark),
    emitWatermarkStatus: (idle) => watermarks.output.emitWatermarkStatus(idle),
    addTimerService: (timers) => watermarks.addTimers(timers),
    counter: () => ({ count: 0 }),
    canEmit,
  };
}

/** A job whose client keeps the standard output for itself prints on the other one. */
function consoleFor({ settings }: TaskPlan, { io: { console } }: TaskThread): Console {
  const err = (text: string): void => console.err(text);
  return settings.printTo === 'stderr' ? { out: err, err } : console;
}
