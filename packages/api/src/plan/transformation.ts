/** One step of the program as the user wrote it: what `stream/` records and `stream-graph.ts` resolves.
 *  Settings a user did not give stay open here (`undefined`); nothing is decided before the whole program is known.
 *  Source: Flink's Transformation. Partitioning is a property of the edge here, not a virtual node. */
import type { JsonValue } from '@rivulet/runtime/graph';
import type { UserFunctions } from '../functions/index.ts';

export type ChainingStrategy =
  /** Joins the operator before it where that is possible. */
  | 'always'
  /** Starts a chain; later operators may join. */
  | 'head'
  /** Stands alone. */
  | 'never';

export type RequestedPartitioning = 'forward' | 'rebalance' | 'broadcast' | 'hash';

export type TransformationInput = {
  readonly producer: Transformation;
  /** Absent when the user left the choice to the plan: forward, or rebalance when parallelism differs. */
  readonly partitioning?: RequestedPartitioning;
  /** Present when `partitioning` is `hash`. */
  readonly keySelector?: UserFunctions['keySelector'];
};

export type Transformation = {
  readonly role: 'source' | 'operator' | 'sink';
  /** The operator a task builds: `map`, `sink-text`, … */
  readonly kind: string;
  readonly params: JsonValue;
  readonly functions: UserFunctions;
  /** Absent for a source. */
  readonly input?: TransformationInput;
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
