/** The same chain as closures, for platforms that forbid code generation. Slower per hop, equal in everything else;
 *  operator-chain.test.ts runs each case through both. */
import { assert } from '@rivulet/runtime/base';
import { userFailure } from '@rivulet/operators';
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
    processSecond: closeSecondInput(root),
    emitters: chainNodes(root).map((node) => emitters.get(node) ?? node.emitter),
  };
}

function closeSecondInput({ operator, place }: ChainNode): ProcessRecord {
  const stage = operator?.stage;
  return (value) => {
    assert(stage?.kind === 'absorb-two', 'only a head with two inputs has a second');
    attempt(
      () => stage.absorbSecond(value),
      (error) => userFailure(place, error),
    );
  };
}

function closeStage(node: ChainNode, emitters: Map<ChainNode, Emitter>): ProcessRecord {
  const emit = closeOutput(node, undefined, emitters);
  const sides = sideTagsOf(node).map((tag) => [tag, closeOutput(node, tag, emitters)] as const);
  emitters.set(node, { emit, sides: new Map(sides) });
  const stage = node.operator?.stage;
  const failed = (error: unknown): Error => userFailure(node.place, error);
  switch (stage?.kind) {
    case undefined:
      return emit;
    case 'map':
      return (value) => emit(attempt(() => stage.fn(value), failed));
    case 'filter':
      return (value) => {
        if (attempt(() => stage.fn(value), failed)) emit(value);
      };
    case 'flat-map': {
      const out = { collect: emit };
      return (value) => {
        attempt(() => {
          for (const one of stage.fn(value, out) ?? []) emit(one);
        }, failed);
      };
    }
    case 'transform':
      if (!stage.callsUser) return (value) => emit(stage.apply(value));
      return (value) => emit(attempt(() => stage.apply(value), failed));
    case 'absorb':
    case 'absorb-two':
      if (!stage.callsUser) return (value) => stage.absorb(value);
      return (value) => attempt(() => stage.absorb(value), failed);
  }
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
          attempt(
            () => writer.emit(value),
            (error) => userFailure(place, error),
          ),
    );
  const children = node.children.filter((child) => child.tag === tag);
  const targets = [...writes, ...children.map((child) => closeStage(child, emitters))];
  const only = targets[0];
  if (targets.length === 1 && only !== undefined) return only;
  return (value) => {
    for (const target of targets) target(value);
  };
}

function attempt<T>(run: () => T, failed: (error: unknown) => Error): T {
  try {
    return run();
  } catch (error) {
    throw failed(error);
  }
}
