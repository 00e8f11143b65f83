/** One message as one frame: header, payload, raw bytes, and the size limit. */
import { describe, expect, it } from 'vitest';
import type { ActorRef } from '../actor-ref.ts';
import { decodeHeader, decodeMessage, encodeEnvelope } from './envelope-codec.ts';
import { HEAD_BYTES } from './frames.ts';

const own = 'rivulet.tcp://rivulet@127.0.0.1:1';
const ref = (address: string, path: string, uid: number): ActorRef => ({
  address,
  path,
  uid,
  tell: () => {},
});
const target = ref('rivulet.tcp://rivulet@127.0.0.1:2', '/user/b', 9);
const LIMIT = 1_000_000;

const bodyOf = (message: unknown, sender?: ActorRef): Uint8Array =>
  encodeEnvelope(target, message, sender, own, LIMIT).subarray(HEAD_BYTES);

describe('messages as frames', () => {
  it('given a message with bytes, then header, values and bytes arrive, and the bytes are a copy', () => {
    const bytes = new Uint8Array(1_000).map((_, i) => i % 251);
    const body = bodyOf(
      { kind: 'deploy', blob: bytes, more: [bytes.subarray(0, 3)] },
      ref(own, '/user/a', 5),
    );

    const message = decodeMessage(body, ref) as { blob: Uint8Array; more: Uint8Array[] };
    body.fill(0);

    expect(message.blob).toEqual(bytes);
    expect(message.more[0]).toEqual(bytes.subarray(0, 3));
  });

  it('given senders here and elsewhere, then only the foreign one carries its address', () => {
    expect(decodeHeader(bodyOf('x'))).toEqual({ to: '/user/b', uid: 9 });
    expect(decodeHeader(bodyOf('x', ref(own, '/user/a', 5))).from).toEqual(['/user/a', 5]);
    expect(decodeHeader(bodyOf('x', ref('elsewhere', '/user/c', 6))).from).toEqual([
      '/user/c',
      6,
      'elsewhere',
    ]);
  });

  it('given a message over the limit, in text or bytes, then REMOTE_FRAME_TOO_LARGE names both sizes', () => {
    for (const message of ['x'.repeat(2_000), '中'.repeat(400), new Uint8Array(1_000)]) {
      expect(() => encodeEnvelope(target, message, undefined, own, 1_000)).toThrow(
        expect.objectContaining({
          code: 'REMOTE_FRAME_TOO_LARGE',
          details: expect.objectContaining({ limitBytes: 1_000, sizeBytes: expect.any(Number) }),
        }),
      );
    }
  });

  it('given a cut or scrambled body, then REMOTE_UNDECODABLE', () => {
    const body = bodyOf({ bytes: new Uint8Array(10) });
    const scrambled = body.slice().fill(0x7b, body.length - 20);

    for (const broken of [body.subarray(0, body.length - 1), body.subarray(0, 2), scrambled]) {
      expect(() => decodeMessage(broken, ref)).toThrow(
        expect.objectContaining({ code: 'REMOTE_UNDECODABLE' }),
      );
    }
  });
});
