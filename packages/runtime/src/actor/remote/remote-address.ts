/** The address of a system that can be reached: `rivulet.tcp://<system>@<host>:<port>`. */
import { streamError } from '../../base/index.ts';
import type { NetworkAddress } from '../../io/index.ts';

const addressPattern = /^rivulet\.tcp:\/\/([^@/]+)@\[?([^/]+?)\]?:(\d+)$/;

export type RemoteAddress = { readonly system: string; readonly network: NetworkAddress };

export function formatRemoteAddress(system: string, { host, port }: NetworkAddress): string {
  return `rivulet.tcp://${system}@${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** @throws StreamError ACTOR_ADDRESS_INVALID */
export function parseRemoteAddress(address: string): RemoteAddress {
  const [, system, host, port] = addressPattern.exec(address) ?? [];
  if (system === undefined || host === undefined || port === undefined || Number(port) > 65_535) {
    throw streamError('ACTOR_ADDRESS_INVALID', { address });
  }
  return { system, network: { host, port: Number(port) } };
}
