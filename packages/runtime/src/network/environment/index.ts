/** The data plane as the main thread opens it. */
export type { ChannelFigures } from './channel-figures.ts';
export { NetworkThread } from './network-thread.ts';
export type { ChannelFailure, ChannelsOutcome, ShuffleEnvironmentOptions } from './shuffle-environment.ts';
export { DEFAULT_SEND_WINDOW, ShuffleEnvironment } from './shuffle-environment.ts';
export type {
  GatePlan,
  PartitionPlan,
  ProducerPlan,
  TaskChannels,
  TaskChannelsPlan,
} from './task-channels.ts';
