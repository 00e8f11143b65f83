/** Events come out of a ring and off the wire as they went in; other bytes are refused. */
import { describe, expect, it } from 'vitest';
import {
  type ChannelEvent,
  DATA_BUFFER,
  dataTypeOf,
  deserializeEvent,
  END_OF_DATA,
  EVENT_PAYLOAD_WORDS,
  eventOfWords,
  MAX_EVENT_BYTES,
  serializeEvent,
  writeEventWords,
} from './index.ts';

const EVENTS: readonly ChannelEvent[] = [
  { kind: 'endOfData', drain: true },
  { kind: 'endOfData', drain: false },
  { kind: 'endOfPartition' },
];

describe('channel events', () => {
  it.each(EVENTS)(
    'given $kind (drain $drain), when it crosses a ring or a wire, then it is the same',
    (event) => {
      const words = new Int32Array(EVENT_PAYLOAD_WORDS);
      const bytes = new Uint8Array(MAX_EVENT_BYTES + 3);

      writeEventWords(event, words);
      const length = serializeEvent(event, bytes, 3);

      expect(eventOfWords(dataTypeOf(event), words)).toEqual(event);
      expect(deserializeEvent(dataTypeOf(event), bytes.subarray(3, 3 + length))).toEqual(event);
    },
  );

  it.each([
    [END_OF_DATA, [0, 0, 0, 8]],
    [END_OF_DATA, [0, 0, 0, 0, 1]],
    [DATA_BUFFER, [0, 0, 0, 0]],
    [99, [1]],
  ])('given data type %i with bytes %j, then NET_BAD_EVENT', (dataType, bytes) => {
    expect(() => deserializeEvent(dataType, Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'NET_BAD_EVENT' }),
    );
  });
});
