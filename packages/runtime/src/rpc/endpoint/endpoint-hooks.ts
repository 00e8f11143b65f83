/** What the actor behind an endpoint needs of it; made by the endpoint's constructor. */
import type { FencingToken } from '../../base/index.ts';
import type { GatewayDescriptor } from '../gateway-descriptor.ts';

export type EndpointHooks = {
  readonly gateway: GatewayDescriptor<unknown>;
  /** Has the gateway's methods. */
  readonly implementation: object;
  readonly fenced: boolean;
  /** What all its messages are about, such as a job's id; absent when they are about many things. */
  topic(): string | undefined;
  /** Where its machines stand, by name. */
  states(): Readonly<Record<string, string>>;
  fencingToken(): FencingToken | undefined;
  onStart(): void | Promise<void>;
  onStop(): Promise<void>;
};
