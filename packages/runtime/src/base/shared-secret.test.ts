/** Where a secret is needed, and that only the right one counts as right. */
import { describe, expect, it } from 'vitest';
import { lacksSecret, sameSecret } from './index.ts';

describe('the shared secret', () => {
  it.each(['127.0.0.1', 'localhost', '::1'])('given %s, then no secret is needed', (host) => {
    expect(lacksSecret(host, undefined)).toBe(false);
  });

  it.each(['0.0.0.0', '::', '192.168.1.7', 'node-3'])('given %s, then a secret is needed', (host) => {
    expect([undefined, '', 's'].map((secret) => lacksSecret(host, secret))).toEqual([true, true, false]);
  });

  it.each(['', 's', 'secreT', 'secret\0', 'secretsecret', 'Secret'])(
    'given %j where "secret" is right, then it is refused',
    (given) => {
      expect(sameSecret(given, 'secret')).toBe(false);
      expect(sameSecret('secret', given)).toBe(false);
    },
  );

  it('given the same text, then it is accepted', () => {
    expect([sameSecret('secret', 'secret'), sameSecret('密钥', '密钥'), sameSecret('', '')]).toEqual([
      true,
      true,
      true,
    ]);
  });
});
