/** An RPC service that writes down every call made through its gateways, in the order in which they are sent:
 *  `resourcemanager_0.declareRequiredResources`. Handshakes appear as `<endpoint>.handshake`.
 *  Its gateways keep the deadline they were made with: `withTimeout` has no effect on them. */
import type { ActorSystem } from '@rivulet/runtime/actor';
import type { FencingToken } from '@rivulet/runtime/base';
import {
  type GatewayDescriptor,
  type RpcGateway,
  RpcService,
  type RpcServiceOptions,
} from '@rivulet/runtime/rpc';

export class RecordingRpcService extends RpcService {
  readonly #calls: string[];

  constructor(system: ActorSystem, options: RpcServiceOptions, calls: string[]) {
    super(system, options);
    this.#calls = calls;
  }

  override async connect<Gateway>(
    address: string,
    descriptor: GatewayDescriptor<Gateway>,
    fencingToken?: FencingToken,
  ): Promise<RpcGateway<Gateway>> {
    const gateway = await super.connect(address, descriptor, fencingToken);
    const endpointId = gateway.address.slice(gateway.address.lastIndexOf('/') + 1);
    this.#calls.push(`${endpointId}.handshake`);
    return new Proxy(gateway, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...args: unknown[]): unknown => {
          this.#calls.push(`${endpointId}.${String(name)}`);
          return (member as (...args: unknown[]) => unknown)(...args);
        };
      },
    });
  }
}
