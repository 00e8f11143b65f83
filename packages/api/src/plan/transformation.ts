/** One step of the program as the user wrote it: what `stream/` records and `stream-graph.ts` resolves.
 *  Settings a user did not give stay open here (`undefined`); nothing is decided before the whole program is known.
 *  Source: Flink's Transformation. Partitioning, union and side outputs are properties of the
 *  edges here, not virtual nodes. */
import type { JsonValue, Partitioning } from '@rivulet/runtime/graph';
import type { UserFunctions } from '../functions/index.ts';

export type ChainingStrategy =
  /** Joins the operator before it where that is possible. */
  | 'always'
  /** Starts a chain; later operators may join. */
  | 'head'
  /** Stands alone. */
  | 'never';

/** What a transformation reads of one other. */
export type TransformationInput = {
  readonly producer: Transformation;
  /** The tag of one of the producer's side outputs; absent for its main output. */
  readonly tag?: string;
  /** Absent when the user left the choice to the plan: forward, or rebalance when parallelism differs. */
  readonly partitioning?: Partitioning['kind'];
  /** The key of a `hash` edge, or key and partitioner of a `custom` one. */
  readonly functions?: UserFunctions;
};

export type Transformation = {
  readonly role: 'source' | 'operator' | 'sink';
  /** The operator a task builds: `map`, `sink-text`, … */
  readonly kind: string;
  readonly params: JsonValue;
  readonly functions: UserFunctions;
  /** By input: none for a source, two for connected streams. Several producers of one input are a union. */
  readonly inputs: readonly (readonly TransformationInput[])[];
  /** False for a source that reads in one subtask only. */
  readonly parallel: boolean;
  name: string;
  uid?: string;
  parallelism?: number;
  maxParallelism?: number;
  slotSharingGroup?: string;
  chaining: ChainingStrategy;
};

/** A whole program: its transformations in the order they were written, and the defaults of its environment. */
export type Program = {
  readonly name: string;
  readonly transformations: readonly Transformation[];
  readonly defaultParallelism: number;
  readonly maxParallelism?: number;
  readonly chainingEnabled: boolean;
};

/** `Source: text`, `map`, `Sink: print`: the name people see, with Flink's prefixes. */
export function displayName({ role, name }: Pick<Transformation, 'role' | 'name'>): string {
  if (role === 'source') return `Source: ${name}`;
  return role === 'sink' ? `Sink: ${name}` : name;
}
