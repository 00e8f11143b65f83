/** Public names of `runtime/rpc`: endpoints, gateways and the messages that cross processes. */
export type { ControlPlane, ControlPlaneOptions } from './control-plane.ts';
export { openControlPlane, resourceManagerAddressAt } from './control-plane.ts';
export type { GatewayImplementation, RpcEndpointOptions, RpcEndpointState } from './endpoint/index.ts';
export { FencedRpcEndpoint, RPC_VERSION, RpcEndpoint } from './endpoint/index.ts';
export type { CallKind, GatewayDescriptor, MethodTable } from './gateway-descriptor.ts';
export { defineGateway } from './gateway-descriptor.ts';
export * from './facts/index.ts';
export * from './gateways/index.ts';
export * from './heartbeat/index.ts';
export type { MainThread } from './main-thread.ts';
export * from './registration/index.ts';
export type { RpcGateway, RpcGatewayInfo } from './rpc-gateway.ts';
export { withTimeout } from './rpc-gateway.ts';
export type { RpcServiceOptions } from './rpc-service.ts';
export { DEFAULT_ASK_TIMEOUT_MS, DEFAULT_FRAME_LIMIT_BYTES, RpcService } from './rpc-service.ts';
