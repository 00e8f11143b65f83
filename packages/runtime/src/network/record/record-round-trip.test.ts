/** What was written is read again: every kind of value, both encoders, every cut between buffers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyGroupOf, subtaskOfKeyHash } from '../../base/index.ts';
import { FilledBuffer, type Slice } from '../testing/filled-buffer.ts';
import { ByteArea } from './byte-area.ts';
import { canonicalKeyText, decodeGeneral, encodeGeneral } from './general-codec.ts';
import { KeyTable } from './key-table.ts';
import { RecordEncoder } from './record-encoder.ts';
import { RecordReader } from './record-reader.ts';

const CHANNEL_BYTES = 1 << 21;
type Options = { keyed?: boolean; codeGeneration?: boolean; segmentSize?: number; channelCount?: number };

function write(values: readonly (readonly [unknown, unknown])[], options: Options) {
  const { keyed = false, codeGeneration = true, segmentSize = 256, channelCount = 2 } = options;
  const area = ByteArea.allocate(CHANNEL_BYTES * channelCount);
  const buffers = Array.from(
    { length: channelCount },
    (_, i) => new FilledBuffer(i * CHANNEL_BYTES, segmentSize),
  );
  const encoder = new RecordEncoder({
    area,
    buffers,
    segmentSize,
    keyed,
    maxParallelism: 128,
    codeGeneration,
  });
  values.forEach(([value, key], i) => encoder.write(value, key, i % channelCount));
  for (const buffer of buffers) buffer.finish();
  return { area, buffers };
}

function read(area: ByteArea, channels: readonly (readonly Slice[])[], options: Options) {
  const keys = options.keyed === true ? new KeyTable() : undefined;
  const records: { value: unknown; key: unknown; hash: number; channel: number }[] = [];
  let channel = 0;
  const reader = new RecordReader({
    area,
    channelCount: channels.length,
    codeGeneration: options.codeGeneration ?? true,
    canEmit: () => true,
    process: (value) =>
      records.push({ value, key: keys?.currentKey, hash: keys?.hashOf(keys.currentIndex) ?? 0, channel }),
    ...(keys === undefined ? {} : { keys }),
  });
  for (channel = 0; channel < channels.length; channel++) {
    for (const { start, end } of channels[channel] ?? []) {
      reader.openSlice(channel, start, end);
      expect(reader.readSlice()).toBe(true);
    }
  }
  expect(reader.hasPartialRecord).toBe(false);
  expect(reader.recordCount).toBe(records.length);
  return records;
}

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ maxLength: 40, unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', 'é', '诗', '\ud800', '\u{1f600}', '\u0000'), maxLength: 400 }),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, 0),
);
const flat = fc.oneof(
  scalar,
  fc.record({ word: text, count: fc.oneof(fc.integer(), fc.double()) }),
  fc.record({ a: scalar, 'b c"': scalar, ok: fc.boolean() }),
  fc.tuple(scalar, fc.integer()),
  fc.array(scalar, { maxLength: 20 }),
);
const rich = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
});
const anyRecord = fc.oneof(
  { weight: 4, arbitrary: flat },
  { weight: 1, arbitrary: rich },
  { weight: 1, arbitrary: fc.uint8Array() },
);

describe.each([true, false])('records to bytes and back, code generation %s', (codeGeneration) => {
  it('given any records, when written and read, then each channel gives its own back in order', () => {
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 60 }),
        fc.integer({ min: 64, max: 4096 }),
        (values, segmentSize) => {
          const options = { codeGeneration, segmentSize };
          const { area, buffers } = write(
            values.map((v) => [v, undefined]),
            options,
          );
          const records = read(
            area,
            buffers.map((b) => b.slices),
            options,
          );
          for (const channel of [0, 1]) {
            const expected = values.filter((_, i) => i % 2 === channel).map(normalized);
            expect(records.filter((r) => r.channel === channel).map((r) => normalized(r.value))).toEqual(
              expected,
            );
          }
          expect(buffers.map((b) => b.recordCount)).toEqual([
            Math.ceil(values.length / 2),
            values.length >> 1,
          ]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('given slices cut anywhere, when read, then records come out whole and once', () => {
    fc.assert(
      fc.property(
        fc.array(flat, { maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 50 })),
        (values, cuts) => {
          const { area, buffers } = write(
            values.map((v) => [v, undefined]),
            { codeGeneration, channelCount: 1 },
          );
          const pieces = (buffers[0]?.slices ?? []).flatMap((slice) => cutSlice(slice, cuts));
          const records = read(area, [pieces], { codeGeneration });
          expect(records.map((r) => normalized(r.value))).toEqual(values.map(normalized));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('given keys of any kind, when written keyed, then each record meets its key, hash and subtask', () => {
    const withKey = fc.oneof(
      text.map((v) => [v, v] as const),
      fc.integer().map((v) => [v, v] as const),
      fc.double({ noNaN: true }).map((v) => [v, v] as const),
      fc.record({ word: text, count: fc.integer() }).map((v) => [v, v.word] as const),
      fc.record({ id: fc.oneof(fc.integer(), text), n: fc.double() }).map((v) => [v, v.id] as const),
      fc.record({ a: text, b: text }).map((v) => [v, `${v.a}-${v.b}`] as const),
      fc.tuple(fc.integer(), text).map((v) => [v, v[1]] as const),
      fc.tuple(
        flat,
        fc.oneof(fc.boolean(), fc.bigInt(), fc.tuple(fc.integer(), text), fc.record({ a: text })),
      ),
    );
    fc.assert(
      fc.property(fc.array(withKey, { maxLength: 60 }), (values) => {
        const { area, buffers } = write(values, { keyed: true, codeGeneration });
        const records = read(
          area,
          buffers.map((b) => b.slices),
          { keyed: true, codeGeneration },
        );
        const expected = values.map(([value, key]) =>
          JSON.stringify([encodeGeneral(value), canonicalKeyText(zero(key))]),
        );
        const actual = records.map((r) =>
          JSON.stringify([encodeGeneral(r.value), canonicalKeyText(zero(r.key))]),
        );
        expect(actual.toSorted()).toEqual(expected.toSorted());
        for (const { hash, channel } of records) expect(subtaskOfKeyHash(hash, 2, 128)).toBe(channel);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the general codec', () => {
  it.each([
    [new Float64Array([1.5, -0, NaN])],
    [new BigInt64Array([1n, -2n])],
    [new Uint8Array([0, 255]).buffer],
    [new Map<unknown, unknown>([[{ a: 1 }, new Set([1n])]])],
    [/a+b/giu],
    [new RangeError('too far')],
    [Object.assign(new Error('made up'), { name: 'MadeUp' })],
    [{ $: 'bigint', v: '1' }],
    [JSON.parse('{"__proto__": {"x": 1}}') as unknown],
    [[undefined, null, -0, Infinity, '\ud800', '诗']],
    [{ nested: { deep: [{ when: new Date(1_700_000_000_123) }] } }],
  ])('given %o, then it comes back equal and of its own class', (value) => {
    const back = decodeGeneral(encodeGeneral(value));
    expect(back).toEqual(value);
    expect(Object.prototype.toString.call(back)).toBe(Object.prototype.toString.call(value));
  });
});

describe('the two ways of writing', () => {
  it('given the same flat records, when generated and assembled, then the bytes are the same', () => {
    const values = [
      ...Array.from({ length: 50 }, (_, i) => ({
        word: `word-${i % 7}`,
        count: i,
        ratio: i / 3,
        ok: i % 2 === 0,
      })),
      ...Array.from({ length: 50 }, (_, i) => `w${i}诗`),
    ];
    const pairs = values.map((v) => [v, typeof v === 'string' ? v : v.word] as const);
    const [a, b] = [true, false].map((codeGeneration) => {
      const { area, buffers } = write(pairs, { keyed: true, codeGeneration, segmentSize: 65_536 });
      return buffers.map(({ slices }) => slices.map(({ start, end }) => area.bytes.slice(start, end)));
    });
    expect(a).toEqual(b);
  });

  it('given texts around the size that is cut, when generated and assembled, then the bytes and the cuts are the same', () => {
    const texts = [1_014, 1_020, 3_000, 520, 1_019].map((units) => 'x'.repeat(units));
    const pairs = Array.from({ length: 60 }, (_, i) => [texts[i % texts.length], undefined] as const);
    const [a, b] = [true, false].map((codeGeneration) => {
      const options = { codeGeneration, segmentSize: 8_192, channelCount: 1 };
      const { area, buffers } = write(pairs, options);
      const slices = buffers[0]!.slices;
      expect(read(area, [slices], {}).map(({ value }) => value)).toEqual(pairs.map(([text]) => text));
      return slices.map(({ start, end }) => area.bytes.slice(start, end));
    });
    expect(a).toEqual(b);
    // Some records were cut: their buffers are full.
    expect(a!.some(({ length }) => length === 8_192)).toBe(true);
  });

  it('given a text of latin-1 letters, short or long, then it takes one byte a unit; one unit more needs two for all', () => {
    for (const units of [10, 24, 25, 126, 127, 300]) {
      const text = 'é'.repeat(units);
      const bytesOf = (value: string): number => {
        const pairs = [['', undefined] as const, [value, undefined] as const];
        const { slices } = write(pairs, { channelCount: 1, segmentSize: 4_096 }).buffers[0]!;
        return slices[0]!.end - slices[0]!.start;
      };
      expect(bytesOf(`${text}诗`) - bytesOf(`${text}é`)).toBe(units + 1);
    }
  });

  it('given equal keys as int and as double, in different shapes, then they are one key', () => {
    const values = [
      [{ id: 1, t: 'a' }, 1],
      [{ id: 1.5, t: 'a' }, 1.5],
      [{ id: 1, t: 'a' }, 1],
      [1, 1],
      [{ x: { id: 1 } }, 1],
    ] as const;
    const { area, buffers } = write(values, { keyed: true });
    const keys = read(
      area,
      buffers.map((b) => b.slices),
      { keyed: true },
    ).map((r) => r.key);
    expect(keys).toHaveLength(5);
    expect(new Set(keys)).toEqual(new Set([1, 1.5]));
  });
});

describe('limits', () => {
  it('given a record larger than many segments, when read, then it is whole', () => {
    const value = { name: 'x'.repeat(100_000), poem: '诗'.repeat(50_000), n: 1 };
    const { area, buffers } = write(
      [
        [value, undefined],
        ['after', undefined],
      ],
      { channelCount: 1 },
    );
    expect(read(area, [buffers[0]?.slices ?? []], {}).map((r) => r.value)).toEqual([value, 'after']);
  });

  it('given a record above the limit, then RECORD_TOO_LARGE', () => {
    const huge = 'x'.repeat(70_000_000);
    expect(() => write([[huge, undefined]], {})).toThrow(
      expect.objectContaining({ code: 'RECORD_TOO_LARGE' }) as Error,
    );
  });

  it.each([[() => 1], [Symbol('s')], [{ nested: { f: () => 1 } }]])(
    'given %s, then RECORD_NOT_SERIALIZABLE',
    (value) => {
      expect(() => write([[value, undefined]], {})).toThrow(
        expect.objectContaining({ code: 'RECORD_NOT_SERIALIZABLE' }) as Error,
      );
    },
  );

  it('given a cycle, then RECORD_NOT_SERIALIZABLE', () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    expect(() => encodeGeneral(cycle)).toThrow(
      expect.objectContaining({ details: { type: 'cycle' } }) as Error,
    );
  });

  it('given bytes that are no record, then RECORD_CORRUPT', () => {
    const area = ByteArea.allocate(64);
    area.view.setUint32(0, 5, true);
    area.bytes[4] = 99;
    expect(() => read(area, [[{ start: 0, end: 9 }]], {})).toThrow(
      expect.objectContaining({ code: 'RECORD_CORRUPT' }) as Error,
    );
  });
});

describe('keys that are no text and no number', () => {
  it('given a tuple, then its hash is that of Flink’s tuple', () => {
    // Tuple2.of("user-1", 42).hashCode() is 31 * "user-1".hashCode() + 42.
    const { area, buffers } = write([['any', ['user-1', 42]]], { keyed: true });

    const [record] = read(
      area,
      buffers.map((b) => b.slices),
      { keyed: true },
    );

    expect(record?.key).toEqual(['user-1', 42]);
    expect(record?.hash).toBe((Math.imul(31, -836_031_825) + 42) | 0);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['function', () => 1],
    ['symbol', Symbol('s')],
    ['an instance of Map', new Map()],
    ['an instance of Promise', Promise.resolve(1)],
    ['an instance of Set', { tags: [new Set([1])] }],
  ])('given %s, then KEY_UNSTABLE names it', (received, key) => {
    expect(() => write([['any', key]], { keyed: true })).toThrow(
      expect.objectContaining({ code: 'KEY_UNSTABLE', message: expect.stringContaining(received) }) as Error,
    );
  });

  it('given objects with their fields in another order, then they are one key', () => {
    const { area, buffers } = write(
      [
        ['first', { a: 1, b: 2 }],
        ['second', { b: 2, a: 1 }],
      ],
      { keyed: true },
    );

    const records = read(
      area,
      buffers.map((b) => b.slices),
      { keyed: true },
    );

    expect(new Set(records.map(({ key }) => key)).size).toBe(1);
  });
});

describe('key table', () => {
  it('given many more keys than its first capacity, then each keeps its index, hash and group', () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `key-${i * 7919}`);
    const { area, buffers } = write(
      [...words, ...words].map((w) => [w, w]),
      { keyed: true, segmentSize: 32_768 },
    );
    const seen = new Map<unknown, number>();
    for (const { key, value, hash, channel } of read(
      area,
      buffers.map((b) => b.slices),
      { keyed: true },
    )) {
      expect(key).toBe(value);
      expect(Math.floor((keyGroupOf(hash, 128) * 2) / 128)).toBe(channel);
      seen.set(key, (seen.get(key) ?? 0) + 1);
    }
    expect(seen.size).toBe(20_000);
    expect([...seen.values()].every((n) => n === 2)).toBe(true);
  });
});

function cutSlice({ start, end }: Slice, cuts: readonly number[]): Slice[] {
  const pieces: Slice[] = [];
  let i = 0;
  while (start < end) {
    const next = Math.min(end, start + (cuts[i++ % Math.max(1, cuts.length)] ?? 7));
    pieces.push({ start, end: next });
    start = next;
  }
  return pieces;
}

/** What a structured clone keeps: the text of the general codec, which must agree on both sides. */
function normalized(value: unknown): unknown {
  return encodeGeneral(decodeGeneral(encodeGeneral(value)));
}

function zero(key: unknown): unknown {
  return key === 0 ? 0 : key;
}
