/** Public names of `runtime/actor/remote`: the actor system's way to other processes. */
export { formatRemoteAddress, parseRemoteAddress, type RemoteAddress } from './remote-address.ts';
export { DEFAULT_REMOTE_SETTINGS, type RemoteSettings } from './remote-settings.ts';
export { type PeerInspection, TcpTransport, type TcpTransportOptions } from './tcp-transport.ts';
