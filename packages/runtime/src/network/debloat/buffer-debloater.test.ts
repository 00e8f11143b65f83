/** The size of buffers: how it moves, when it is told, and what is measured for it (flink-data-plane.md §7). */
import { describe, expect, it } from 'vitest';
import {
  BufferDebloater,
  BufferSizeEma,
  createDebloatFigures,
  DEFAULT_DEBLOAT_SETTINGS,
  GateDebloater,
  readDebloatFigures,
  ThroughputMeter,
} from './index.ts';

const SEGMENT = 32_768;
/** With one sample alpha is 1: each decision counts wholly. */
const AT_ONCE = { ...DEFAULT_DEBLOAT_SETTINGS, samples: 1 };

describe('the moving average of buffer sizes', () => {
  it('given a sample, then it moves by 2 / (samples + 1) of the difference', () => {
    const average = new BufferSizeEma(1_000, 256, SEGMENT, 3);

    expect(average.next(600 * 4, 4)).toBe(800);
    expect(average.next(600 * 4, 4)).toBe(700);
  });

  it('given far too much, then it counts as twice the last size: growth is as slow as shrinking', () => {
    const average = new BufferSizeEma(1_000, 256, SEGMENT, 3);

    expect(average.next(1e12, 1)).toBe(1_500);
    expect(average.next(0, 1)).toBe(750);
  });

  it('given a long silence or a flood, then it stays within its bounds', () => {
    const average = new BufferSizeEma(1_024, 256, SEGMENT, 20);

    for (let i = 0; i < 100; i++) average.next(0, 1);
    expect(average.next(0, 1)).toBe(256);
    for (let i = 0; i < 200; i++) average.next(1e12, 1);
    expect(average.next(1e12, 1)).toBe(SEGMENT);
  });
});

describe('the debloater', () => {
  it('given a throughput, then all buffers in use hold what is consumed within the target', () => {
    const debloater = new BufferDebloater(AT_ONCE, SEGMENT);

    expect(debloater.decide(16_000, 10)).toBe(1_600);
    expect(debloater.estimatedTimeToConsumeMs).toBe(1_000);
  });

  it('given a change below a quarter, then it is not told; but a bound that is reached is', () => {
    const debloater = new BufferDebloater(AT_ONCE, SEGMENT);
    expect(debloater.decide(1_200, 1)).toBeUndefined();
    expect(debloater.bufferSize).toBe(DEFAULT_DEBLOAT_SETTINGS.startBufferBytes);
    expect(debloater.decide(1_280, 1)).toBe(1_280);

    expect(debloater.decide(300, 1)).toBe(300);
    expect(debloater.decide(1, 1)).toBe(DEFAULT_DEBLOAT_SETTINGS.minBufferBytes);
    expect(debloater.decide(1, 1)).toBeUndefined();
  });

  it('given a segment smaller than the size to start with, then the segment is the bound', () => {
    const debloater = new BufferDebloater(AT_ONCE, 512);

    expect(debloater.bufferSize).toBe(512);
    expect(debloater.decide(1e9, 1)).toBeUndefined();
  });

  it('given other sizes, then they are what it begins with and never falls below; and a start below is raised', () => {
    const debloater = new BufferDebloater(
      { ...AT_ONCE, minBufferBytes: 2_000, startBufferBytes: 4_000 },
      SEGMENT,
    );

    expect(debloater.bufferSize).toBe(4_000);
    expect(debloater.decide(1, 1)).toBe(2_000);
    expect(new BufferDebloater({ ...AT_ONCE, minBufferBytes: 2_000 }, SEGMENT).bufferSize).toBe(2_000);
  });

  it('given no buffer in use, then it counts as one', () => {
    expect(new BufferDebloater(AT_ONCE, SEGMENT).decide(2_000, 0)).toBe(2_000);
  });
});

describe('the throughput', () => {
  it('given pauses, then only the time with data counts', () => {
    const meter = new ThroughputMeter();

    meter.resume(0);
    meter.pause(100);
    meter.resume(900);

    expect(meter.bytesPerSecond(40_000, 1_000)).toBe(200_000);
  });

  it('given a period without data, then that of the last period stands', () => {
    const meter = new ThroughputMeter();
    meter.resume(0);
    meter.pause(100);
    meter.bytesPerSecond(1_000, 200);

    expect(meter.bytesPerSecond(1_000, 400)).toBe(10_000);
  });
});

it('given a gate, when its period is over, then its producers are told, and the figures can be read from outside', () => {
  const figures = createDebloatFigures();
  const told: number[] = [];
  const gate = { bytesIn: 0, buffersInUse: 10, announceBufferSize: (bytes: number) => void told.push(bytes) };
  const debloater = new GateDebloater({ settings: AT_ONCE, figures }, gate, SEGMENT);
  expect(readDebloatFigures(figures).debloatedBufferSize).toBe(DEFAULT_DEBLOAT_SETTINGS.startBufferBytes);

  debloater.meter.resume(0);
  gate.bytesIn = 3_200;
  debloater.debloat(200);
  debloater.debloat(200);

  expect(told).toEqual([1_600]);
  expect(readDebloatFigures(figures)).toEqual({
    debloatedBufferSize: 1_600,
    estimatedTimeToConsumeBuffersMs: 1_000,
  });
});
