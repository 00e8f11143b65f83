/** The same chain as closures, for platforms that forbid code generation. Slower per hop, equal in everything else;
 *  operator-chain.test.ts runs each case through both. */
import { userFailure } from '@rivulet/operators';
import { type ChainNode, chainNodes, type CompiledChain, type ProcessRecord } from './chain-plan.ts';

export function closeChain(root: ChainNode): CompiledChain {
  const emitters = new Map<ChainNode, ProcessRecord>();
  const process = closeStage(root, emitters);
  return { process, emitters: chainNodes(root).map((node) => emitters.get(node) ?? (() => undefined)) };
}

function closeStage(node: ChainNode, emitters: Map<ChainNode, ProcessRecord>): ProcessRecord {
  const emit = closeEmitter(node, emitters);
  emitters.set(node, emit);
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
      if (!stage.callsUser) return (value) => stage.absorb(value);
      return (value) => attempt(() => stage.absorb(value), failed);
  }
}

function closeEmitter(node: ChainNode, emitters: Map<ChainNode, ProcessRecord>): ProcessRecord {
  const writes = node.outputs.map(
    ({ writer, place }): ProcessRecord =>
      (value) =>
        attempt(
          () => writer.emit(value),
          (error) => userFailure(place, error),
        ),
  );
  const targets = [...writes, ...node.children.map((child) => closeStage(child, emitters))];
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
