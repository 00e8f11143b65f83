/** The data plane as the main thread opens it. */
export type { ChannelFigures, SubpartitionFigures } from './channel-figures.ts';
export type { InFlightOutput } from './network-thread-messages.ts';
export type { ShuffleEnvironmentOptions } from './environment-options.ts';
export type { AwaitRing } from './network-thread.ts';
export type { NetworkMetrics } from './network-metrics.ts';
export { lookEvery, NetworkThread } from './network-thread.ts';
export { NETWORK_THREAD_ENTRY, ShuffleEnvironment } from './shuffle-environment.ts';
export type {
  ChannelFailure,
  ChannelsOutcome,
  MissingPartition,
  GatePlan,
  PartitionPlan,
  ProducerPlan,
  TaskChannels,
  TaskChannelsPlan,
} from './task-channels.ts';
