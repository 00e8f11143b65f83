/** Public names of `rest`: the cluster over HTTP. */
export { createRestApp } from './rest-app.ts';
export { type RequestHandler, RestServer } from './rest-server.ts';
export type { RestServices, RestSettings } from './rest-services.ts';
export type { ClusterSlot, ClusterSlots, SlotDisagreement, SlotView } from './cluster-slots.ts';
export type {
  ClusterThread,
  ClusterThreads,
  EngineThread,
  EngineThreadKind,
  ThreadsOfProcess,
} from './cluster-threads.ts';
