/** What a TaskManager may set about its data plane, and what it gets when it does not. */
import { EXCLUSIVE_BUFFERS_PER_CHANNEL } from '../../graph/index.ts';
import type { NetworkAddress } from '../../io/index.ts';
import type { DebloatSettings } from '../debloat/index.ts';

export type ShuffleEnvironmentOptions = {
  /** Where the data port listens; port 0 lets the system choose. */
  readonly listenAddress: NetworkAddress;
  readonly segmentSizeBytes?: number;
  readonly networkMemoryBytes?: number;
  /** Most task threads at a time. */
  readonly maxTaskThreads?: number;
  /** How long a request waits for a partition that is not there yet. */
  readonly partitionRequestTimeoutMs?: number;
  /** Buffers with one producing connection at a time; see docs/adr/0011. */
  readonly sendWindow?: number;
  /** `security.secret`: TaskManagers that do not know it are refused. Needed where others can reach the data port. */
  readonly secret?: string | undefined;
  /** Whether connections to other TaskManagers stay when no task reads over them. */
  readonly reuseConnections?: boolean;
  /** Exclusive buffers of each remote channel, unless its gate's plan says otherwise. */
  readonly buffersPerChannel?: number;
  /** Absent: buffers are as large as segments. */
  readonly debloat?: DebloatSettings | undefined;
};

export function withDefaults(options: ShuffleEnvironmentOptions): Required<ShuffleEnvironmentOptions> {
  return {
    segmentSizeBytes: 32_768,
    networkMemoryBytes: 67_108_864,
    maxTaskThreads: 255,
    partitionRequestTimeoutMs: 10_000,
    sendWindow: 4,
    secret: undefined,
    reuseConnections: true,
    buffersPerChannel: EXCLUSIVE_BUFFERS_PER_CHANNEL,
    debloat: undefined,
    ...options,
  };
}
