/** The stream of bytes cut into frames, in whatever pieces it arrives, and refused when it is none. */
import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../../io/sim/index.ts';
import { replayable, seeds } from '../../testing/index.ts';
import { FrameReader } from './frame-reader.ts';
import { allocateFrame, decodeJson, encodeJsonFrame, encodePreamble, type FrameKind } from './frames.ts';

type Read = { reader: FrameReader; frames: [FrameKind, unknown][] };

function reading(limitBytes = 1_000): Read {
  const frames: [FrameKind, unknown][] = [];
  const reader = new FrameReader(limitBytes, (kind, body) => frames.push([kind, decodeJson(body)]));
  return { reader, frames };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('reading frames', () => {
  it.each(seeds(5))(
    '64: given 1000 frames in random pieces of seed %i, then the same sequence comes out',
    (seed) =>
      replayable(import.meta.url, seed, () => {
        const random = new SeededRandom(`pieces ${seed}`);
        const { reader, frames } = reading();
        const sent = Array.from({ length: 1_000 }, (_, i) => ({
          i,
          text: 'x'.repeat(random.integerBelow(50)),
        }));
        const stream = join([encodePreamble(), ...sent.map((body) => encodeJsonFrame('message', body))]);

        for (let offset = 0; offset < stream.length;) {
          const end = offset + 1 + random.integerBelow(40);
          const piece = stream.slice(offset, end);
          reader.push(piece);
          piece.fill(0);
          offset = end;
        }

        expect(frames.map(([, body]) => body)).toEqual(sent);
      }),
  );

  it('63: given another magic or version, then REMOTE_BAD_MAGIC or REMOTE_VERSION_MISMATCH', () => {
    const http = new TextEncoder().encode('GET / HTTP/1.1\r\n');
    const future = encodePreamble();
    future[4] = 9;

    expect(() => reading().reader.push(http)).toThrow(
      expect.objectContaining({
        code: 'REMOTE_BAD_MAGIC',
        details: { received: '47455420', expected: '52564c54' },
      }),
    );
    expect(() => reading().reader.push(future)).toThrow(
      expect.objectContaining({ code: 'REMOTE_VERSION_MISMATCH' }),
    );
  });

  it('63: given a length over the limit, then REMOTE_FRAME_TOO_LARGE as soon as the head is there', () => {
    const { reader } = reading(100);
    const head = allocateFrame('message', 96).slice(0, 5);

    reader.push(encodePreamble());

    expect(() => reader.push(head)).toThrow(
      expect.objectContaining({
        code: 'REMOTE_FRAME_TOO_LARGE',
        details: expect.objectContaining({ sizeBytes: 101 }),
      }),
    );
  });

  it('63: given a length of zero or an unknown kind, then REMOTE_FRAME_INVALID', () => {
    for (const head of [
      [0, 0, 0, 0, 3],
      [0, 0, 0, 5, 99],
    ]) {
      const { reader } = reading();
      reader.push(encodePreamble());
      expect(() => reader.push(Uint8Array.from(head))).toThrow(
        expect.objectContaining({ code: 'REMOTE_FRAME_INVALID' }),
      );
    }
  });
});
