/** A chain as a tree ready to be compiled: each node an operator with the operators and outputs that follow it.
 *  Path: job vertex → **chain plan** → generate-chain.ts (fused) or close-chain.ts (no code generation there).
 *  Both give the same functions with the same behaviour. */
import type { RecordWriter } from '@rivulet/runtime/network';
import type { FailingPlace, Operator, WatermarkFlow } from '@rivulet/operators';

export type ChainOutput = {
  readonly writer: RecordWriter;
  /** Of the side output it writes; absent for the main output. */
  readonly tag?: string | undefined;
  /** Whose key selector failed, when it does. */
  readonly place: FailingPlace;
};

/** What a node's operator emits into: set when the chain was compiled, after the operators were made. */
export type Emitter = {
  emit: ProcessRecord;
  /** By the tags that somebody reads. */
  sides: ReadonlyMap<string, ProcessRecord>;
};

export type ChainNode = {
  readonly emitter: Emitter;
  readonly watermarks: WatermarkFlow;
  /** Absent for the head of a source task: a source is no stage. */
  readonly operator: Operator | undefined;
  readonly place: FailingPlace;
  /** Which side output of its parent it reads; absent for the main output. */
  readonly tag?: string | undefined;
  readonly children: readonly ChainNode[];
  readonly outputs: readonly ChainOutput[];
};

export type ProcessRecord = (value: unknown) => void;

/** The compiled chain, nodes in depth-first order. */
export type CompiledChain = {
  /** What the task gives its input records to; for a source, what it emits into. */
  readonly process: ProcessRecord;
  /** For the second of two connected streams. */
  readonly processSecond: ProcessRecord;
  /** Per node: what its operator emits into. */
  readonly emitters: readonly Emitter[];
};

/** The tags of the node's side outputs that somebody reads. */
export function sideTagsOf({ children, outputs }: ChainNode): readonly string[] {
  return [...new Set([...outputs, ...children].flatMap(({ tag }) => tag ?? []))];
}

/** Depth first: the order of data flow, and of ending. */
export function chainNodes(root: ChainNode): ChainNode[] {
  return [root, ...root.children.flatMap(chainNodes)];
}
