/** One line of the network benchmark's table: what is sent, over how many channels, how often it is flushed. */

export type Distribution = 'roundRobin' | 'broadcast' | 'skewed';
export type RecordKind = 'number' | 'text1k' | 'time';

export type NetworkSetting = {
  readonly name: string;
  /** Reader and writer in one process, or in two with one TCP connection between them. */
  readonly place: 'local' | 'remote';
  readonly channels: number;
  readonly bufferTimeoutMs: number;
  readonly distribution: Distribution;
  readonly record: RecordKind;
  /** Records per second; absent: as fast as they go. */
  readonly rate?: number;
};

const CHANNEL_COUNTS = [1, 100, 1000];
const BUFFER_TIMEOUTS_MS = [100, 1];

/** Flink's `networkThroughput`, `networkBroadcastThroughput` and `networkSkewedThroughput`, and records of 1 KB. */
export const THROUGHPUT_SETTINGS: readonly NetworkSetting[] = [
  ...(['local', 'remote'] as const).flatMap((place) => [
    ...CHANNEL_COUNTS.flatMap((channels) =>
      BUFFER_TIMEOUTS_MS.map((ms) => setting(place, channels, ms, 'roundRobin', 'number')),
    ),
    setting(place, 100, 100, 'broadcast', 'number'),
    setting(place, 1000, 1, 'skewed', 'number'),
  ]),
  setting('local', 1, 100, 'roundRobin', 'text1k'),
  setting('remote', 1, 100, 'roundRobin', 'text1k'),
  setting('remote', 100, 100, 'roundRobin', 'text1k'),
];

export const LATENCY_SETTINGS: readonly NetworkSetting[] = (['local', 'remote'] as const).map((place) => ({
  ...setting(place, 1, 1, 'roundRobin', 'time'),
  rate: 10_000,
}));

function setting(
  place: NetworkSetting['place'],
  channels: number,
  bufferTimeoutMs: number,
  distribution: Distribution,
  record: RecordKind,
): NetworkSetting {
  const kind = distribution === 'roundRobin' ? '' : ` ${distribution}`;
  const size = record === 'text1k' ? ' 1 KB' : '';
  const name = `${place} ${channels} ch ${bufferTimeoutMs} ms${kind}${size}`;
  return { name, place, channels, bufferTimeoutMs, distribution, record };
}
