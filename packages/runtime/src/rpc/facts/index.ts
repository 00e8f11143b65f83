/** What a cluster shows of itself: threads and slots, side by side and without asking an endpoint. */
export {
  type CollectedFacts,
  collectFacts,
  type FactsByTopic,
  type FactsOfProcess,
  type FactTopic,
  showFact,
} from './cluster-facts.ts';
export type { SlotManagerFact, SlotPoolFact, SlotSubtask, SlotTableFact } from './slot-facts.ts';
export { mainThreadReport } from './thread-facts.ts';
export type {
  NetworkMemoryFact,
  OsProcessFact,
  TaskActivity,
  TaskWait,
  ThreadReport,
  ThreadsFact,
  TaskOnThread,
} from './thread-facts.ts';
