/** Values that JSON cannot say travel between nodes unharmed, and what cannot travel is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamError, streamError } from '../../base/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import { Identify, PoisonPill } from '../control-message.ts';
import { ReplyFailure } from '../reply-failure.ts';
import { VacantRef } from '../vacant-ref.ts';
import { decodeValue, encodeValue } from './value-codec.ts';

const refTo = (address: string, path: string, uid: number): ActorRef =>
  new VacantRef(address, path, uid, () => {});

function throughJson(value: unknown): unknown {
  const attachments: Uint8Array[] = [];
  const json = JSON.stringify(encodeValue(value, attachments));
  return decodeValue(JSON.parse(json), attachments, refTo);
}

describe('values between nodes', () => {
  it('given what JSON cannot say, when it travels, then it arrives as it was', () => {
    const value = {
      big: 12_345_678_901_234_567_890n,
      bytes: new Uint8Array([1, 2, 255]),
      map: new Map<unknown, unknown>([
        ['a', new Set([1, 2])],
        [{ k: 1 }, undefined],
      ]),
      date: new Date(1_234_567),
      nothing: undefined,
      odd: [Number.NaN, Number.POSITIVE_INFINITY, -0, null, [undefined]],
      nested: { deep: [{ bytes: new Uint8Array(0) }] },
      $tagged: { $bytes: 0, $record: 'mine' },
      text: '中文 and "quotes"',
    };

    expect(throughJson(value)).toStrictEqual(value);
    expect(throughJson(undefined)).toBeUndefined();
  });

  it('given any JSON value, whatever its keys, then it arrives as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(throughJson(value)).toEqual(value);
      }),
    );
    const hostile: unknown = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect(throughJson(hostile)).toStrictEqual(hostile);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('given a coded error, then code, details, stack and cause arrive; given another error, then name and message', () => {
    const coded = streamError('JOB_NOT_FOUND', { jobId: 'a1' }, new Error('why'));
    const arrived = throughJson(coded) as StreamError;
    const plain = throughJson(new TypeError('no', { cause: new Error('inner') })) as Error;

    expect(arrived).toBeInstanceOf(StreamError);
    expect(arrived).toMatchObject({ code: 'JOB_NOT_FOUND', details: { jobId: 'a1' }, stack: coded.stack });
    expect(String(arrived.cause)).toContain('why');
    expect([plain.name, plain.message, (plain.cause as Error).message]).toEqual(['TypeError', 'no', 'inner']);
  });

  it('given an error code of another version, then it arrives as a plain error with its text', () => {
    const json = {
      $error: { name: 'StreamError', stream: { code: 'FROM_THE_FUTURE', message: 'odd', details: {} } },
    };

    const arrived = decodeValue(json, [], refTo) as Error;

    expect([arrived.name, arrived.message]).toEqual(['StreamError FROM_THE_FUTURE', 'odd']);
  });

  it('given refs and control messages, then they arrive as such', () => {
    const ref = refTo('rivulet.tcp://a@h:1', '/user/x', 7);

    expect(throughJson({ replyTo: ref })).toMatchObject({
      replyTo: { address: ref.address, path: ref.path, uid: 7 },
    });
    expect(throughJson(new Identify())).toBeInstanceOf(Identify);
    expect(throughJson(new PoisonPill())).toBeInstanceOf(PoisonPill);
    expect((throughJson(new ReplyFailure('no')) as ReplyFailure).error).toBe('no');
  });

  it.each([
    ['a function', { callback: () => {} }],
    ['an instance of RegExp', [/x/]],
    ['a symbol', Symbol('x')],
  ])('given %s, then REMOTE_UNENCODABLE names it', (what, value) => {
    expect(() => encodeValue(value, [])).toThrow(
      expect.objectContaining({ code: 'REMOTE_UNENCODABLE', details: { what } }),
    );
  });

  it('given a cycle, then REMOTE_UNENCODABLE', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    expect(() => encodeValue(cycle, [])).toThrow('nested too deeply');
  });

  it.each([{ $odd: 1 }, { $bytes: 3 }])('given the tag %o, then REMOTE_UNDECODABLE', (json) => {
    expect(() => decodeValue(json, [], refTo)).toThrow(
      expect.objectContaining({ code: 'REMOTE_UNDECODABLE' }),
    );
  });
});
