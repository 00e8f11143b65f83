/** Where channels meet connections: what the network thread runs. */
export { ConnectionPool } from './connection-pool.ts';
export { ConsumerEndpoint } from './consumer-endpoint.ts';
export { CreditView } from './credit-view.ts';
export type { ExchangeListener, NetworkExchangeOptions } from './network-exchange.ts';
export { NetworkExchange } from './network-exchange.ts';
export { PartitionRegistry } from './partition-registry.ts';
export { ProducerEndpoint } from './producer-endpoint.ts';
export type { SendingFlow } from './sending-flow.ts';
export type { ReadingState } from './reading-state.ts';
export { CreditFlow, TcpFlow } from './sending-flow.ts';
