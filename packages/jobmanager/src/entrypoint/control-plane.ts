/** The actor system of a process with its RPC service: a JobManager's own, or shared by an embedded cluster. */
import { ActorSystem } from '@rivulet/runtime/actor';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import { RpcService } from '@rivulet/runtime/rpc';

export type ControlPlane = { readonly system: ActorSystem; readonly service: RpcService };

export type ControlPlaneOptions = {
  readonly rpc?: NetworkAddress | undefined;
  readonly askTimeoutMs: number;
  readonly frameLimitBytes: number;
};

export async function openControlPlane(options: ControlPlaneOptions, io: Io): Promise<ControlPlane> {
  const { askTimeoutMs, frameLimitBytes } = options;
  const system = ActorSystem.create({ name: 'rivulet', io });
  return { system, service: new RpcService(system, { io, askTimeoutMs, frameLimitBytes }) };
}
