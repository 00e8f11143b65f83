/** Addresses of systems as text: what is written is read again, and what is none is refused. */
import { describe, expect, it } from 'vitest';
import { formatRemoteAddress, parseRemoteAddress } from './remote-address.ts';

describe('remote addresses', () => {
  it.each([
    ['rivulet.tcp://rivulet@127.0.0.1:6123', { host: '127.0.0.1', port: 6123 }],
    ['rivulet.tcp://rivulet@[::1]:6123', { host: '::1', port: 6123 }],
    ['rivulet.tcp://rivulet@node-a:1', { host: 'node-a', port: 1 }],
  ])('given %s, then it is read and written alike', (address, network) => {
    expect(parseRemoteAddress(address)).toEqual({ system: 'rivulet', network });
    expect(formatRemoteAddress('rivulet', network)).toBe(address);
  });

  it.each(['', 'rivulet://rivulet', 'rivulet.tcp://rivulet@host', 'rivulet.tcp://rivulet@host:65536'])(
    'given %j, then it is ACTOR_ADDRESS_INVALID',
    (address) => {
      expect(() => parseRemoteAddress(address)).toThrow(
        expect.objectContaining({ code: 'ACTOR_ADDRESS_INVALID' }),
      );
    },
  );
});
