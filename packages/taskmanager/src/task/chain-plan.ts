/** A chain as a tree ready to be compiled: each node an operator with the operators and outputs that follow it.
 *  Path: job vertex → **chain plan** → generate-chain.ts (fused) or close-chain.ts (no code generation there).
 *  Both give the same functions with the same behaviour. */
import type { RecordWriter } from '@rivulet/runtime/network';
import type { FailingPlace, Operator } from '@rivulet/operators';

export type ChainOutput = {
  readonly writer: RecordWriter;
  /** Whose key selector failed, when it does. */
  readonly place: FailingPlace;
};

/** What a node's operator emits into: set when the chain was compiled, after the operators were made. */
export type Emitter = { emit: ProcessRecord };

export type ChainNode = {
  readonly emitter: Emitter;
  /** Absent for the head of a source task: a source is no stage. */
  readonly operator: Operator | undefined;
  readonly place: FailingPlace;
  readonly children: readonly ChainNode[];
  readonly outputs: readonly ChainOutput[];
};

export type ProcessRecord = (value: unknown) => void;

/** The compiled chain, nodes in depth-first order. */
export type CompiledChain = {
  /** What the task gives its input records to; for a source, what it emits into. */
  readonly process: ProcessRecord;
  /** Per node: what its operator emits into. */
  readonly emitters: readonly ProcessRecord[];
};

/** Depth first: the order of data flow, and of ending. */
export function chainNodes(root: ChainNode): ChainNode[] {
  return [root, ...root.children.flatMap(chainNodes)];
}
