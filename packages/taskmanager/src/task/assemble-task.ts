/** Puts a task together: opens its partitions and gates, then its chain between them.
 *  Path: deploy message → **assemble** → stream task. What was opened is closed again when a later step fails.
 *  Source: Flink's Task and OperatorChain constructors. */
import type { UserFunctions } from '@rivulet/api';
import { HeapStateBackend, StatusWatermarkValve } from '@rivulet/operators';
import { createRecordTime, type RecordTime } from '@rivulet/runtime/base';
import {
  ByteArea,
  KeyTable,
  RecordReader,
  ResultPartition,
  SingleInputGate,
  type TaskChannels,
} from '@rivulet/runtime/network';
import { assembleChain, type AssembledChain } from './assemble-chain.ts';
import { createBarrierHandler, GateChannels, SubtaskCheckpointCoordinator } from './checkpoint/index.ts';
import { scheduleDebloating } from './schedule-debloating.ts';
import { type GateInput, InputProcessor } from './input-processor.ts';
import { TaskMailbox } from './mailbox/index.ts';
import { TaskMetrics } from './metrics/index.ts';
import { type CanEmit, inputAvailability, outputAvailability } from './output-availability.ts';
import { SourceInput } from './source-input.ts';
import { StreamTask } from './stream-task.ts';
import type { TaskPlan } from './task-plan.ts';
import type { TaskThread } from './task-thread.ts';
import { TaskTimers } from './task-timers.ts';

export type TaskParts = {
  readonly plan: TaskPlan;
  readonly channels: Pick<TaskChannels, 'partitions' | 'gates'>;
  readonly metrics: SharedArrayBuffer;
  readonly functions: ReadonlyMap<string, UserFunctions>;
};

export function assembleTask(parts: TaskParts, thread: TaskThread): StreamTask {
  const opened: { close(): void }[] = [];
  try {
    return assemble(parts, thread, opened);
  } catch (error) {
    for (const resource of opened) resource.close();
    throw error;
  }
}

function assemble(parts: TaskParts, thread: TaskThread, opened: { close(): void }[]): StreamTask {
  const { plan, channels, functions } = parts;
  const { clock } = thread.io;
  const partitions = channels.partitions.map((handle) => {
    const partition = new ResultPartition(handle, thread);
    opened.push(partition);
    return partition;
  });
  const gates = channels.gates.map((handle) => {
    const gate = new SingleInputGate(handle, {
      ...thread,
      taskEventSent: (...sent) => thread.sendTaskEvent(plan.taskId, ...sent),
    });
    opened.push(gate);
    return gate;
  });
  const canEmit = outputAvailability(partitions);
  const isKeyed = plan.inputs.some(({ partitioning }) => partitioning.kind === 'hash');
  const keys = isKeyed ? new KeyTable() : undefined;
  const keyedState = keys === undefined ? undefined : new HeapStateBackend(keys, plan.maxParallelism);
  const mailbox = new TaskMailbox();
  const timers = new TaskTimers(clock, mailbox);
  for (const gate of gates) scheduleDebloating(gate, timers, clock);
  const time = createRecordTime();
  const metrics = new TaskMetrics(clock, parts.metrics);
  const chain = assembleChain(
    { plan, functions, partitions, keyedState, canEmit, processingTime: timers, mailbox, time, opened },
    thread,
  );
  const checkpoints = new SubtaskCheckpointCoordinator({
    clock,
    partitions,
    measured: (measured) => metrics.publishCheckpoint(measured),
    report: (report) => thread.reportCheckpoint(plan.taskId, report),
  });
  const mayRead = inputAvailability(canEmit, chain.operators[0]);
  const openGates = (): InputProcessor => {
    const inputs = openInputs(plan, gates, { ...chain, keys, canEmit: mayRead, time }, thread);
    const gateChannels = new GateChannels(gates);
    const mode = plan.settings.checkpointingMode ?? 'EXACTLY_ONCE';
    const barriers = createBarrierHandler(mode, gateChannels, checkpoints, clock, timers);
    return new InputProcessor(inputs, mayRead, gateChannels, barriers);
  };
  return new StreamTask({
    taskName: plan.taskName,
    input: chain.source === undefined ? openGates() : new SourceInput(chain.source, canEmit),
    clock,
    mailbox,
    timers,
    checkpoints,
    operators: chain.operators,
    watermarks: chain.watermarks,
    partitions,
    canEmit: mayRead,
    metrics,
    bufferTimeoutMs: plan.settings.bufferTimeoutMs,
  });
}

/** Where what is read goes. */
type InputTarget = Pick<AssembledChain, 'process' | 'processSecond' | 'watermarks'> & {
  readonly keys: KeyTable | undefined;
  readonly canEmit: CanEmit;
  readonly time: RecordTime;
};

function openInputs(
  plan: TaskPlan,
  gates: readonly SingleInputGate[],
  { process, processSecond, watermarks, keys, canEmit, time }: InputTarget,
  thread: TaskThread,
): GateInput[] {
  const area = new ByteArea(thread.memory.bytes);
  const channelCount = gates.reduce((sum, gate) => sum + gate.channelCount, 0);
  if (channelCount === 0) return [];
  // One valve for all channels of all inputs: the smallest of the inputs' watermarks is the smallest of all.
  const valve = new StatusWatermarkValve(channelCount, watermarks);
  let firstChannel = 0;
  return gates.map((gate, i) => {
    const first = firstChannel;
    firstChannel += gate.channelCount;
    const input = plan.inputs[i];
    const isKeyed = input?.partitioning.kind === 'hash' && keys !== undefined;
    const reader = new RecordReader({
      area,
      channelCount: gate.channelCount,
      codeGeneration: thread.codeGeneration,
      process: input?.inputIndex === 1 ? processSecond : process,
      canEmit,
      time,
      watermarks: {
        inputWatermark: (watermark, channel) => valve.inputWatermark(watermark, first + channel),
        inputWatermarkStatus: (idle, channel) => valve.inputWatermarkStatus(idle, first + channel),
      },
      ...(isKeyed ? { keys } : {}),
    });
    return { gate, reader };
  });
}
