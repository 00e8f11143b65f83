/** What a caller holds: the gateway's methods, and where they lead.
 *  Path: caller → **gateway** → actor message → endpoint. Made from a descriptor by a Proxy; a name that is not in the
 *  descriptor is refused before anything is sent, and names that promises, serializers and inspectors look for are
 *  plainly absent. Source: Flink's PekkoInvocationHandler. */
import { type FencingToken, streamError } from '../base/index.ts';
import type { CallKind, GatewayDescriptor } from './gateway-descriptor.ts';

export type RpcGatewayInfo = {
  /** Where the endpoint lives; without a wildcard. */
  readonly address: string;
  readonly fencingToken: FencingToken | undefined;
};

export type RpcGateway<Gateway> = Gateway & RpcGatewayInfo;

/** Sends one call; an `ask` returns the promise of its answer. */
export type GatewayTransport = {
  tell(method: string, args: readonly unknown[]): void;
  ask(method: string, args: readonly unknown[], timeoutMs: number | undefined): Promise<unknown>;
};

const transports = new WeakMap<object, (timeoutMs: number) => object>();

export function createGateway<Gateway>(
  descriptor: GatewayDescriptor<Gateway>,
  info: RpcGatewayInfo,
  transport: GatewayTransport,
  timeoutMs?: number,
): RpcGateway<Gateway> {
  const methods = new Map<string, (...args: unknown[]) => unknown>();
  for (const [method, kind] of Object.entries<CallKind>(descriptor.methods)) {
    methods.set(
      method,
      kind === 'tell'
        ? (...args) => transport.tell(method, args)
        : (...args) => transport.ask(method, args, timeoutMs),
    );
  }
  const gateway = new Proxy(info, {
    get(target, name) {
      if (typeof name === 'symbol' || ABSENT.has(name)) return undefined;
      const method = methods.get(name);
      if (method !== undefined) return method;
      if (name in target) return target[name as keyof RpcGatewayInfo];
      throw streamError('RPC_UNKNOWN_METHOD', { gateway: descriptor.name, method: name });
    },
    has: (target, name) => typeof name === 'string' && (methods.has(name) || name in target),
    set: () => false,
  });
  transports.set(
    gateway,
    (otherTimeoutMs) => createGateway(descriptor, info, transport, otherTimeoutMs) as object,
  );
  return gateway as RpcGateway<Gateway>;
}

/** The same gateway with another deadline for its asks. */
export function withTimeout<Gateway>(gateway: RpcGateway<Gateway>, timeoutMs: number): RpcGateway<Gateway> {
  const rebuild = transports.get(gateway);
  return rebuild === undefined ? gateway : (rebuild(timeoutMs) as RpcGateway<Gateway>);
}

/** Looked up by `await`, JSON.stringify, and test matchers; never methods of ours. */
const ABSENT: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  '$$typeof',
  'nodeType',
  'tagName',
  'asymmetricMatch',
]);
