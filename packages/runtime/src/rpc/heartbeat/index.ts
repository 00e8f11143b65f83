/** Names of `runtime/rpc/heartbeat`: is the peer alive? */
export type { HeartbeatListener, HeartbeatSettings, HeartbeatTarget } from './heartbeat-manager.ts';
export { DEFAULT_HEARTBEAT, HeartbeatManager } from './heartbeat-manager.ts';
export type { HeartbeatLoss } from './heartbeat-monitor.ts';
