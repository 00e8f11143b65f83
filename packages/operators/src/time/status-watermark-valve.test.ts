/** The valve's rules one by one, and for any input: it never goes back, and never runs ahead of an active channel. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatusWatermarkValve } from './status-watermark-valve.ts';

function valveOf(channelCount: number) {
  const seen: (number | 'idle' | 'active')[] = [];
  const valve = new StatusWatermarkValve(channelCount, {
    emitWatermark: (watermark) => seen.push(watermark),
    emitWatermarkStatus: (idle) => seen.push(idle ? 'idle' : 'active'),
  });
  return { seen, valve };
}

describe('status watermark valve', () => {
  it('given two channels, when only one has a watermark, then nothing is put out until the other has one', () => {
    const { seen, valve } = valveOf(2);

    valve.inputWatermark(10, 0);
    expect(seen).toEqual([]);
    valve.inputWatermark(7, 1);
    valve.inputWatermark(12, 1);

    expect(seen).toEqual([7, 10]);
  });

  it('given a channel, when its watermark does not grow, then it is ignored', () => {
    const { seen, valve } = valveOf(1);

    for (const watermark of [5, 5, 3, 6]) valve.inputWatermark(watermark, 0);

    expect(seen).toEqual([5, 6]);
  });

  it('given the channel that holds all back, when it goes idle, then the others are waited for alone', () => {
    const { seen, valve } = valveOf(3);
    valve.inputWatermark(10, 0);
    valve.inputWatermark(20, 1);

    valve.inputWatermarkStatus(true, 2);

    expect(seen).toEqual([10]);
  });

  it('given an idle channel, when a watermark comes on it, then it is ignored', () => {
    const { seen, valve } = valveOf(2);
    valve.inputWatermarkStatus(true, 0);

    valve.inputWatermark(100, 0);
    valve.inputWatermark(5, 1);

    expect(seen).toEqual([5]);
  });

  it('given a channel that wakes behind the output, then it is not waited for until it has caught up', () => {
    const { seen, valve } = valveOf(2);
    valve.inputWatermark(1, 1);
    valve.inputWatermarkStatus(true, 1);
    valve.inputWatermark(10, 0);

    valve.inputWatermarkStatus(false, 1);
    valve.inputWatermark(5, 1);
    valve.inputWatermark(11, 0);
    expect(seen).toEqual([10, 11]);
    valve.inputWatermark(12, 1);
    valve.inputWatermark(20, 0);

    expect(seen).toEqual([10, 11, 12]);
  });

  it('case 47: given channels idle in order, when the last one is, then the largest watermark, idle, no way back', () => {
    const { seen, valve } = valveOf(3);
    valve.inputWatermark(100, 0);
    valve.inputWatermark(50, 1);
    valve.inputWatermark(30, 2);

    valve.inputWatermarkStatus(true, 0);
    valve.inputWatermarkStatus(true, 1);
    expect(seen).toEqual([30]);
    valve.inputWatermarkStatus(true, 2);
    expect(seen).toEqual([30, 100, 'idle']);

    valve.inputWatermarkStatus(false, 2);
    valve.inputWatermark(40, 2);
    valve.inputWatermark(99, 2);
    expect(seen).toEqual([30, 100, 'idle', 'active']);
    valve.inputWatermark(101, 2);
    expect(seen).toEqual([30, 100, 'idle', 'active', 101]);
  });

  it('given all idle but the output not held by the last, then its silence puts out no watermark', () => {
    const { seen, valve } = valveOf(2);
    valve.inputWatermark(10, 0);
    valve.inputWatermark(20, 1);

    valve.inputWatermarkStatus(true, 0);
    valve.inputWatermarkStatus(true, 1);

    expect(seen).toEqual([10, 20, 'idle']);
  });

  it('given any watermarks and silences, then the output never goes back nor ahead of what was promised', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ channel: fc.nat(3), watermark: fc.integer({ min: 0, max: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ channel: fc.nat(3), idle: fc.boolean() }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { seen, valve } = valveOf(4);
        let highest = -Infinity;
        for (const one of steps) {
          if ('idle' in one) valve.inputWatermarkStatus(one.idle, one.channel);
          else {
            valve.inputWatermark(one.watermark, one.channel);
            highest = Math.max(highest, one.watermark);
          }
        }

        const watermarks = seen.filter((item) => typeof item === 'number');
        expect(watermarks).toEqual([...new Set(watermarks)].toSorted((a, b) => a - b));
        expect(watermarks.every((watermark) => watermark <= highest)).toBe(true);
        const statuses = seen.filter((item) => typeof item === 'string');
        expect(statuses.every((status, i) => status === (i % 2 === 0 ? 'idle' : 'active'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
