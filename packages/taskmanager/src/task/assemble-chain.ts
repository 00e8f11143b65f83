/** Makes the operators of a task's chain and compiles what connects them.
 *  Path: job vertex + functions + opened partitions → **assemble chain** → compiled chain, operators, source.
 *  Every operator made is handed to `opened` first, so that a later failure can close it. */
import type { UserFunctions } from '@rivulet/api';
import { assert } from '@rivulet/runtime/base';
import type { OperatorSpec, Partitioning } from '@rivulet/runtime/graph';
import {
  createOperator,
  createSource,
  isSourceKind,
  type Operator,
  type Source,
  WatermarkFlow,
} from '@rivulet/operators';
import { createHost, type HostedNode } from './create-host.ts';
import type { ChainSettings } from './chain-settings.ts';
import { closeChain } from './close-chain.ts';
import { generateChain } from './generate-chain.ts';
import {
  type ChainNode,
  chainNodes,
  type ChainOutput,
  type Emitter,
  type ProcessRecord,
} from './chain-plan.ts';
import { createRecordWriter } from './record-output.ts';
import { vertexOf } from './task-plan.ts';
import type { TaskThread } from './task-thread.ts';

export type AssembledChain = {
  readonly process: ProcessRecord;
  /** For the second of two connected streams. */
  readonly processSecond: ProcessRecord;
  /** Where the watermarks of the task's input go in. */
  readonly watermarks: WatermarkFlow;
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
    const watermarks = new WatermarkFlow();
    // Sources stand before the chain: their node passes on what they emit.
    const operator = isSourceKind(spec.kind)
      ? undefined
      : openOperator(spec, { emitter, watermarks }, settings, thread);
    return {
      emitter,
      watermarks,
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
  for (const node of nodes) connectWatermarks(node);
  return {
    process: chain.process,
    processSecond: chain.processSecond,
    watermarks: root.watermarks,
    operators: nodes.flatMap(({ operator }) => operator ?? []),
    source: isSourceKind(head.kind) ? openSource(head, root, settings, thread) : undefined,
  };
}

function connectWatermarks({ watermarks, operator, outputs, children }: ChainNode): void {
  const targets = [...outputs.map(({ writer }) => writer), ...children.map((child) => child.watermarks)];
  watermarks.connect(operator ?? {}, targets);
}

function openOperator(
  spec: OperatorSpec,
  node: HostedNode,
  settings: ChainSettings,
  thread: TaskThread,
): Operator {
  const operator = createOperator(spec, createHost(spec, node, settings, thread));
  settings.opened.push({ close: () => operator.close?.('failed') });
  return operator;
}

function openSource(
  spec: OperatorSpec,
  node: HostedNode,
  settings: ChainSettings,
  thread: TaskThread,
): Source {
  const source = createSource(spec, createHost(spec, node, settings, thread));
  settings.opened.push({ close: () => source.close?.() });
  return source;
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
      time: settings.time,
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
