/** Timestamps and watermarks keep their place among the records of each channel. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordTime, MAX_WATERMARK, NO_TIMESTAMP } from '../../base/index.ts';
import { FilledBuffer } from '../testing/filled-buffer.ts';
import { ByteArea } from './byte-area.ts';
import { KeyTable } from './key-table.ts';
import { RecordEncoder } from './record-encoder.ts';
import { RecordReader } from './record-reader.ts';

type Element =
  | { readonly kind: 'record'; readonly value: unknown; readonly timestamp: number; readonly channel: number }
  | { readonly kind: 'watermark'; readonly watermark: number }
  | { readonly kind: 'status'; readonly idle: boolean };

const CHANNEL_BYTES = 1 << 18;
const CHANNELS = 2;
type Options = { readonly codeGeneration: boolean; readonly segmentSize: number; readonly keyed: boolean };

/** What each channel's reader sees, element by element. */
function sendThrough(elements: readonly Element[], options: Options): string[][] {
  const { codeGeneration, segmentSize, keyed } = options;
  const area = ByteArea.allocate(CHANNEL_BYTES * CHANNELS);
  const buffers = [0, 1].map((i) => new FilledBuffer(i * CHANNEL_BYTES, segmentSize));
  const sent = createRecordTime();
  const settings = { area, buffers, segmentSize, keyed, maxParallelism: 128, codeGeneration, time: sent };
  const encoder = new RecordEncoder(settings);
  for (const element of elements) {
    if (element.kind === 'watermark') encoder.writeWatermark(element.watermark);
    else if (element.kind === 'status') encoder.writeWatermarkStatus(element.idle);
    else {
      sent.timestamp = element.timestamp;
      encoder.write(element.value, element.value, element.channel);
    }
  }
  for (const buffer of buffers) buffer.finish();

  const seen: string[][] = [[], []];
  const read = createRecordTime();
  let channel = 0;
  const reader = new RecordReader({
    area,
    channelCount: CHANNELS,
    codeGeneration,
    canEmit: () => true,
    time: read,
    process: (value) => seen[channel]?.push(`${String(value)}@${read.timestamp}`),
    watermarks: {
      inputWatermark: (watermark, index) => seen[index]?.push(`watermark ${watermark}`),
      inputWatermarkStatus: (idle, index) => seen[index]?.push(idle ? 'idle' : 'active'),
    },
    ...(keyed ? { keys: new KeyTable() } : {}),
  });
  // Slices of the channels by turns: a channel's timestamp is its own.
  const slices = buffers.flatMap((buffer, of) => buffer.slices.map((slice, i) => ({ ...slice, of, i })));
  for (const { start, end, of } of slices.toSorted((a, b) => a.i - b.i || a.of - b.of)) {
    channel = of;
    reader.openSlice(of, start, end);
    expect(reader.readSlice()).toBe(true);
  }
  return seen;
}

function expected(elements: readonly Element[], channel: number): string[] {
  return elements.flatMap((element) => {
    if (element.kind === 'watermark') return `watermark ${element.watermark}`;
    if (element.kind === 'status') return element.idle ? 'idle' : 'active';
    return element.channel === channel ? `${String(element.value)}@${element.timestamp}` : [];
  });
}

const time = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.maxSafeInteger(), fc.constant(NO_TIMESTAMP));
const element: fc.Arbitrary<Element> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('record' as const),
      value: fc.oneof(fc.string(), fc.integer(), fc.bigInt(), fc.string({ minLength: 200 })),
      timestamp: time,
      channel: fc.nat({ max: CHANNELS - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('watermark' as const), watermark: time }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('status' as const), idle: fc.boolean() }) },
);

describe.each([true, false])('time in the record stream, code generation %s', (codeGeneration) => {
  it('given any records and watermarks, when written and read, then each channel sees its own, in order', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 60 }), fc.integer({ min: 64, max: 512 }), (all, size) => {
        const seen = sendThrough(all, { codeGeneration, segmentSize: size, keyed: false });

        expect(seen).toEqual([expected(all, 0), expected(all, 1)]);
      }),
    );
  });

  it('given a keyed channel, when records have timestamps, then they arrive with them', () => {
    const elements: Element[] = [7, 7, 9].map((timestamp, i) => ({
      kind: 'record',
      value: `k${i}`,
      timestamp,
      channel: 0,
    }));

    const seen = sendThrough(elements, { codeGeneration, segmentSize: 256, keyed: true }).flat();

    expect(seen.toSorted()).toEqual(['k0@7', 'k1@7', 'k2@9']);
  });
});

it('given records without event time, then not a byte is spent on it', () => {
  const bytesOf = (timestamps: readonly number[]): number => {
    const buffer = new FilledBuffer(0, 4096);
    const at = createRecordTime();
    const area = ByteArea.allocate(CHANNEL_BYTES);
    const settings = { area, buffers: [buffer], segmentSize: 4096, keyed: false, maxParallelism: 128 };
    const encoder = new RecordEncoder({ ...settings, codeGeneration: true, time: at });
    for (const timestamp of timestamps) {
      at.timestamp = timestamp;
      encoder.write(1, undefined, 0);
    }
    return buffer.position;
  };
  const without = bytesOf([NO_TIMESTAMP, NO_TIMESTAMP]);

  expect(bytesOf([5, 5]) - without).toBe(13);
  expect(bytesOf([5, 6]) - without).toBe(26);
});

it('given the last watermark, then infinity travels as it is', () => {
  const all: Element[] = [{ kind: 'watermark', watermark: MAX_WATERMARK }];

  const [seen] = sendThrough(all, { codeGeneration: true, segmentSize: 64, keyed: false });

  expect(seen).toEqual(['watermark Infinity']);
});
