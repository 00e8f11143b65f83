/** The bounds and delays of remoting, each with its reason. Flink's values where Flink has them. */

export type RemoteSettings = {
  /** Largest frame sent or accepted; Flink's 10 MiB. Checked on both sides before anything is allocated. */
  readonly frameLimitBytes: number;
  readonly connectTimeoutMs: number;
  /** From an accepted or dialled connection to both knowing who the other is. */
  readonly handshakeTimeoutMs: number;
  /** Pause between two attempts to connect; Flink's 50 ms. */
  readonly reconnectGateMs: number;
  /** Up to this much is added to the pause, so that many peers do not knock at the same time. */
  readonly reconnectJitterMs: number;
  /** Pause after a handshake was refused: asking again at once would be answered alike. */
  readonly refusedGateMs: number;
  /** Messages wait this long for a peer that is not up yet; then they are dead letters. */
  readonly giveUpAfterMs: number;
  /** Failed attempts in a row after which a peer that was connected is lost. */
  readonly lostAfterFailures: number;
  /** Between heartbeats to a peer on which somebody is watched. */
  readonly heartbeatIntervalMs: number;
  /** Silence after which such a peer is lost. */
  readonly lostAfterSilenceMs: number;
  /** Messages that may wait for one peer. */
  readonly queueCapacity: number;
  /** Bytes that may wait for one peer; the first message is always taken. */
  readonly queueLimitBytes: number;
  /** Bytes of system messages that may wait for one peer; with more it is lost. Some 20,000 of them. */
  readonly controlQueueLimitBytes: number;
  /** Known to all processes of a cluster; absent = anybody may connect. */
  readonly secret?: string;
};

export const DEFAULT_REMOTE_SETTINGS: RemoteSettings = {
  frameLimitBytes: 10_485_760,
  connectTimeoutMs: 20_000,
  handshakeTimeoutMs: 20_000,
  reconnectGateMs: 50,
  reconnectJitterMs: 25,
  refusedGateMs: 1_000,
  giveUpAfterMs: 20_000,
  lostAfterFailures: 3,
  heartbeatIntervalMs: 1_000,
  lostAfterSilenceMs: 10_000,
  queueCapacity: 10_000,
  queueLimitBytes: 67_108_864,
  controlQueueLimitBytes: 4_194_304,
};
