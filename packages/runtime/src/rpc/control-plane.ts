/** The actor system of a process with its RPC service: what every JobManager, TaskManager and embedded cluster opens
 *  first and closes last. Invariant: it listens for other processes only when it was given an address, and on an
 *  address that others can reach only with a secret. */
import { ActorSystem, ProcessInspector, serveInspection } from '../actor/index.ts';
import { formatRemoteAddress, TcpTransport } from '../actor/remote/index.ts';
import { lacksSecret, streamError } from '../base/index.ts';
import type { Io, NetworkAddress } from '../io/index.ts';
import { showFact } from './facts/index.ts';
import { RpcService } from './rpc-service.ts';

export type ControlPlane = {
  readonly system: ActorSystem;
  readonly service: RpcService;
  /** Looks into the actors of this process; also answers those of others. */
  readonly inspector: ProcessInspector;
};

export type ControlPlaneOptions = {
  /** Where other processes reach this one; port 0 lets the system choose. Absent: this process only. */
  readonly rpc?: NetworkAddress | undefined;
  /** `rpc.ask.timeout` */
  readonly askTimeoutMs: number;
  /** `rpc.framesize` */
  readonly frameLimitBytes: number;
  /** `security.secret`: peers that do not know it are refused. */
  readonly secret?: string | undefined;
};

const SYSTEM_NAME = 'rivulet';

/** Closing the service closes everything. @throws StreamError LISTEN_FAILED, RPC_SECRET_REQUIRED */
export async function openControlPlane(options: ControlPlaneOptions, io: Io): Promise<ControlPlane> {
  const { rpc, askTimeoutMs, frameLimitBytes, secret } = options;
  if (rpc !== undefined && lacksSecret(rpc.host, secret)) {
    throw streamError('RPC_SECRET_REQUIRED', { address: `${rpc.host}:${rpc.port}` });
  }
  const settings = { frameLimitBytes, ...(secret === undefined ? {} : { secret }) };
  const transport =
    rpc === undefined ? undefined : await TcpTransport.bind(io, { system: SYSTEM_NAME, ...rpc, settings });
  const system = ActorSystem.create({
    name: SYSTEM_NAME,
    io,
    ...(transport === undefined ? {} : { transport }),
  });
  const inspector = new ProcessInspector(system);
  serveInspection(inspector);
  showFact(inspector, 'osProcess', () => {
    const threads = io.os.threads();
    return { pid: io.os.pid, ...(threads === undefined ? {} : { threads }) };
  });
  return { system, service: new RpcService(system, { io, askTimeoutMs }), inspector };
}

/** Where a process that listens at `rpc` has its ResourceManager. */
export function resourceManagerAddressAt(rpc: NetworkAddress): string {
  return `${formatRemoteAddress(SYSTEM_NAME, rpc)}/user/rpc/resourcemanager_*`;
}
