/** `127.0.0.1:8081`, `localhost:8081` or `[::1]:8081`, as a person types an address. */
import { streamError } from '@rivulet/runtime/base';
import type { NetworkAddress } from '@rivulet/runtime/io';

/** @throws CLIENT_USAGE */
export function hostAndPort(text: string): NetworkAddress {
  const [, bracketed, plain, digits = ''] =
    /^(?:http:\/\/)?(?:\[([^\]]+)\]|([^:]+)):(\d+)\/?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host !== undefined && port > 0 && port < 65_536) return { host, port };
  throw streamError('CLIENT_USAGE', { reason: `${text || 'an empty text'} is not host:port`, command: '' });
}
