/** Which facts the parts of a cluster show of themselves, by topic, and how they are collected.
 *  Path: endpoint → `showFact` → process-inspector … cluster-inspector → **collectFacts** → REST.
 *  Invariant: no endpoint is asked by message, so the facts come while any mailbox is paused or full, and from a dead
 *  process they do not come at all: then it is among the missing. */
import type { ClusterInspector, MissingProcess, ProcessInspector } from '../../actor/index.ts';
import type { SlotManagerFact, SlotPoolFact, SlotTableFact } from './slot-facts.ts';
import type { NetworkMemoryFact, OsProcessFact, ThreadsFact } from './thread-facts.ts';

export type FactsByTopic = {
  readonly osProcess: OsProcessFact;
  readonly threads: ThreadsFact;
  readonly networkMemory: NetworkMemoryFact;
  readonly slotManager: SlotManagerFact;
  /** One for each job that runs. */
  readonly slotPools: readonly SlotPoolFact[];
  readonly slotTable: SlotTableFact;
};

export type FactTopic = keyof FactsByTopic;

/** What one process showed. */
export type FactsOfProcess<Topic extends FactTopic> = {
  readonly process: string;
  readonly address: string;
  readonly facts: { readonly [T in Topic]: readonly FactsByTopic[T][] };
};

export type CollectedFacts<Topic extends FactTopic> = {
  readonly processes: readonly FactsOfProcess<Topic>[];
  readonly missing: readonly MissingProcess[];
};

/** @returns takes it back */
export function showFact<Topic extends FactTopic>(
  inspector: ProcessInspector,
  topic: Topic,
  read: () => FactsByTopic[Topic],
): () => void {
  return inspector.show(topic, read);
}

export async function collectFacts<Topic extends FactTopic>(
  inspector: ClusterInspector,
  ...topics: readonly Topic[]
): Promise<CollectedFacts<Topic>> {
  const { reports, missing } = await inspector.facts(topics);
  // Whoever shows a topic is held to its type by `showFact`; both ends are of one version (the handshake checks).
  return { processes: reports as unknown as readonly FactsOfProcess<Topic>[], missing };
}
