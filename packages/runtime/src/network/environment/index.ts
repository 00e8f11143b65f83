/** The data plane as the main thread opens it. */
export type { ChannelFigures } from './channel-figures.ts';
export type { AwaitRing } from './network-thread.ts';
export { lookEvery, NetworkThread } from './network-thread.ts';
export type { ChannelFailure, ChannelsOutcome, ShuffleEnvironmentOptions } from './shuffle-environment.ts';
export { NETWORK_THREAD_ENTRY, ShuffleEnvironment } from './shuffle-environment.ts';
export type {
  GatePlan,
  PartitionPlan,
  ProducerPlan,
  TaskChannels,
  TaskChannelsPlan,
} from './task-channels.ts';
