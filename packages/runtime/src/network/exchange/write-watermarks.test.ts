/** The two marks between which a connection without credits stops and starts its writers: a case of §4.5. */
import { describe, expect, it } from 'vitest';
import { WriteWatermarks } from './write-watermarks.ts';

describe('write watermarks of the old flow control', () => {
  it('§4.5: given segments of 32 KiB, then a connection is closed to writers at 65536 bytes and open again below 32769', () => {
    const marks = new WriteWatermarks(32_768);

    const seen = [0, 65_535, 65_536, 40_000, 32_769, 32_768, 65_535, 70_000].map((n) => marks.allow(n));

    expect(seen).toEqual([true, true, false, false, false, true, true, false]);
  });
});
