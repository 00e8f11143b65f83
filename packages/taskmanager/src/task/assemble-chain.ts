/** Makes the operators of a task's chain and compiles what connects them.
 *  Path: job vertex + functions + opened partitions → **assemble chain** → compiled chain, operators, source.
 *  Every operator made is handed to `opened` first, so that a later failure can close it. */
import type { UserFunctions } from '@rivulet/api';
import { assert } from '@rivulet/runtime/base';
import type { JobVertex, OperatorSpec, Partitioning } from '@rivulet/runtime/graph';
import type { Console } from '@rivulet/runtime/io';
import type { ResultPartition } from '@rivulet/runtime/network';
import {
  createOperator,
  createSource,
  isSourceKind,
  type KeyedStateBackend,
  type Operator,
  type OperatorHost,
  type ProcessingTimeService,
  type Source,
} from '@rivulet/operators';
import { closeChain } from './close-chain.ts';
import { generateChain } from './generate-chain.ts';
import {
  type ChainNode,
  chainNodes,
  type ChainOutput,
  type Emitter,
  type ProcessRecord,
} from './chain-plan.ts';
import type { CanEmit } from './output-availability.ts';
import { createRecordWriter } from './record-output.ts';
import type { TaskPlan } from './task-plan.ts';
import type { TaskThread } from './task-thread.ts';

export type ChainSettings = {
  readonly plan: TaskPlan;
  readonly functions: ReadonlyMap<string, UserFunctions>;
  readonly partitions: readonly ResultPartition[];
  readonly keyedState: KeyedStateBackend | undefined;
  readonly canEmit: CanEmit;
  readonly processingTime: ProcessingTimeService;
  readonly opened: { close(): void }[];
};

export type AssembledChain = {
  readonly process: ProcessRecord;
  /** For the second of two connected streams. */
  readonly processSecond: ProcessRecord;
  /** In the order of data flow. */
  readonly operators: readonly Operator[];
  /** Of a source task. */
  readonly source: Source | undefined;
};

export function assembleChain(settings: ChainSettings, thread: TaskThread): AssembledChain {
  const vertex = vertexOf(settings.plan);
  const [head] = vertex.chain;
  assert(head !== undefined, 'a chain has a head');
  const nodeOf = (spec: OperatorSpec): ChainNode => {
    const emitter: Emitter = { emit: () => undefined, sides: new Map() };
    // Sources stand before the chain: their node passes on what they emit.
    const operator = isSourceKind(spec.kind) ? undefined : openOperator(spec, emitter, settings, thread);
    return {
      emitter,
      operator,
      place: { operatorName: spec.name, taskName: settings.plan.taskName },
      tag: spec.inputTag,
      children: vertex.chain.filter(({ inputOperatorId }) => inputOperatorId === spec.id).map(nodeOf),
      outputs: outputsOf(spec, settings, thread),
    };
  };
  const root = nodeOf(head);
  const nodes = chainNodes(root);
  const chain = thread.codeGeneration ? generateChain(root) : closeChain(root);
  nodes.forEach(({ emitter }, i) => Object.assign(emitter, chain.emitters[i]));
  return {
    process: chain.process,
    processSecond: chain.processSecond,
    operators: nodes.flatMap(({ operator }) => operator ?? []),
    source: isSourceKind(head.kind) ? openSource(head, root.emitter, settings, thread) : undefined,
  };
}

function vertexOf({ graph, vertexId }: TaskPlan): JobVertex {
  const vertex = graph.vertices.find(({ id }) => id === vertexId);
  assert(vertex !== undefined, 'a task is of a vertex of its graph');
  return vertex;
}

function openOperator(
  spec: OperatorSpec,
  emitter: Emitter,
  settings: ChainSettings,
  thread: TaskThread,
): Operator {
  const operator = createOperator(spec, createHost(spec, emitter, settings, thread));
  settings.opened.push({ close: () => operator.close?.('failed') });
  return operator;
}

function openSource(
  spec: OperatorSpec,
  emitter: Emitter,
  settings: ChainSettings,
  thread: TaskThread,
): Source {
  const source = createSource(spec, createHost(spec, emitter, settings, thread));
  settings.opened.push({ close: () => source.close?.() });
  return source;
}

function createHost(
  spec: OperatorSpec,
  emitter: Emitter,
  settings: ChainSettings,
  thread: TaskThread,
): OperatorHost {
  const { plan, functions, keyedState, canEmit, processingTime } = settings;
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
    storage: thread.io.storage,
    console: consoleFor(plan, thread),
    emit: (value) => emitter.emit(value),
    emitSide: (tag, value) => emitter.sides.get(tag)?.(value),
    canEmit,
  };
}

/** A job whose client keeps the standard output for itself prints on the other one. */
function consoleFor({ settings }: TaskPlan, { io: { console } }: TaskThread): Console {
  const err = (text: string): void => console.err(text);
  return settings.printTo === 'stderr' ? { out: err, err } : console;
}

function outputsOf(spec: OperatorSpec, settings: ChainSettings, thread: TaskThread): ChainOutput[] {
  const { plan, functions, partitions } = settings;
  return plan.outputs.flatMap((output, i) => {
    const partition = partitions[i];
    if (output.producerOperatorId !== spec.id || partition === undefined) return [];
    const { keySelector, partitioner } = edgeFunctionsOf(output.partitioning, functions);
    const writer = createRecordWriter({
      plan: output,
      partition,
      memory: thread.memory,
      subtaskIndex: plan.subtaskIndex,
      keySelector,
      partitioner,
      codeGeneration: thread.codeGeneration,
    });
    const place = { operatorName: `the key of ${spec.name}`, taskName: plan.taskName };
    return [{ writer, tag: output.producerTag, place }];
  });
}

function edgeFunctionsOf(
  partitioning: Partitioning,
  functions: ReadonlyMap<string, UserFunctions>,
): UserFunctions {
  if (partitioning.kind === 'hash') return functions.get(partitioning.keySelectorId) ?? {};
  if (partitioning.kind === 'custom') return functions.get(partitioning.partitionerId) ?? {};
  return {};
}
