/** Public names of `runtime/rpc`: endpoints, gateways and the messages that cross processes. */
export * from './gateways/index.ts';
export type { CallKind, GatewayDescriptor, MethodTable } from './gateway-descriptor.ts';
export { defineGateway } from './gateway-descriptor.ts';
