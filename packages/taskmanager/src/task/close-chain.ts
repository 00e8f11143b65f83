/** The same chain as closures, for platforms that forbid code generation. Slower per hop, equal in everything else;
 *  operator-chain.test.ts runs each case through both. */
import { secondStageFunction, stageFunction, userCall } from '@rivulet/operators';
import {
  type ChainNode,
  chainNodes,
  type CompiledChain,
  type Emitter,
  type ProcessRecord,
  sideTagsOf,
} from './chain-plan.ts';

export function closeChain(root: ChainNode): CompiledChain {
  const emitters = new Map<ChainNode, Emitter>();
  const process = closeStage(root, emitters);
  return {
    process,
    processSecond: secondStageFunction(root.operator?.stage, root.place),
    emitters: chainNodes(root).map((node) => emitters.get(node) ?? node.emitter),
  };
}

function closeStage(node: ChainNode, emitters: Map<ChainNode, Emitter>): ProcessRecord {
  const emit = closeOutput(node, undefined, emitters);
  const sides = sideTagsOf(node).map((tag) => [tag, closeOutput(node, tag, emitters)] as const);
  emitters.set(node, { emit, sides: new Map(sides) });
  return stageFunction(node.operator?.stage, emit, node.place);
}

/** Gives a value to whatever reads one output of the node: the main one, or the side output `tag`. */
function closeOutput(
  node: ChainNode,
  tag: string | undefined,
  emitters: Map<ChainNode, Emitter>,
): ProcessRecord {
  const writes = node.outputs
    .filter((output) => output.tag === tag)
    .map(
      ({ writer, place }): ProcessRecord =>
        (value) =>
          userCall(place, () => writer.emit(value)),
    );
  const children = node.children.filter((child) => child.tag === tag);
  const targets = [...writes, ...children.map((child) => closeStage(child, emitters))];
  const only = targets[0];
  if (targets.length === 1 && only !== undefined) return only;
  return (value) => {
    for (const target of targets) target(value);
  };
}
