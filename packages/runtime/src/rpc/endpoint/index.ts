/** Names of `runtime/rpc/endpoint`: the called side. */
export type { EndpointHooks } from './endpoint-hooks.ts';
export { EndpointServer } from './endpoint-server.ts';
export { FencedRpcEndpoint } from './fenced-rpc-endpoint.ts';
export type { EndpointHost, GatewayImplementation, RpcEndpointOptions } from './rpc-endpoint.ts';
export { RpcEndpoint } from './rpc-endpoint.ts';
export type { RpcEndpointState } from './rpc-endpoint-machine.ts';
export type { RpcHandshake, RpcHandshakeAnswer, RpcInvocation, RpcMessage } from './rpc-messages.ts';
export { RPC_VERSION } from './rpc-messages.ts';
