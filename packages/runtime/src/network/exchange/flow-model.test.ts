/** The model check: random interleavings of the smallest steps over six channels, some without a buffer of their own,
 *  with barriers that block, overtake and time out; every rule looked at after each step, everything read to its end or
 *  closed at a random moment. A failing list from fast-check comes shrunk. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import {
  type FlowOperation,
  FlowModel,
  GATES,
  type ModelAlignment,
  PRODUCERS,
} from '../testing/flow-model.ts';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const STEPS = 200;

/** How often each kind is drawn, of 1,000. */
const OPERATIONS: readonly (readonly [number, (random: Random) => FlowOperation])[] = [
  [3, (random) => ({ kind: 'releaseGate', gate: random.integerBelow(GATES) })],
  [3, (random) => ({ kind: 'failPartition', producer: random.integerBelow(PRODUCERS) })],
  [
    30,
    (random) => ({ kind: 'barrier', producer: random.integerBelow(PRODUCERS), alignment: alignment(random) }),
  ],
  [10, (random) => ({ kind: 'timeout', producer: random.integerBelow(PRODUCERS) })],
  [10, (random) => ({ kind: 'convert', gate: random.integerBelow(GATES) })],
  [40, (random) => ({ kind: 'resume', gate: random.integerBelow(GATES) })],
  [20, (random) => ({ kind: 'priority', gate: random.integerBelow(GATES) })],
  [300, (random) => send(random)],
  [100, (random) => ({ kind: 'flush', producer: random.integerBelow(PRODUCERS) })],
  [120, () => ({ kind: 'produce' })],
  [120, () => ({ kind: 'consume' })],
  [150, (random) => ({ kind: 'recycle', gate: random.integerBelow(GATES) })],
  [94, (random) => ({ kind: 'arrive', ms: random.next() })],
];

function alignment(random: Random): ModelAlignment {
  return (['aligned', 'timeoutable', 'unaligned'] as const)[random.integerBelow(3)]!;
}

function send(random: Random): FlowOperation {
  const producer = random.integerBelow(PRODUCERS);
  return { kind: 'send', producer, gate: random.integerBelow(GATES), length: 1 + random.integerBelow(256) };
}

function randomOperation(random: Random): FlowOperation {
  let draw = random.integerBelow(1_000);
  for (const [share, operation] of OPERATIONS) {
    if (draw < share) return operation(random);
    draw -= share;
  }
  return { kind: 'produce' };
}

describe('the model of flow control', () => {
  it.each(SEEDS)(
    'given the interleaving of seed %i, then every rule holds after each step, and all arrives',
    async (seed) => {
      const { random } = new SimWorld({ seed }).node('driver');
      const model = await FlowModel.open(seed);

      const steps = random.integerBelow(STEPS);
      for (let step = 0; step < steps; step++) await model.apply(randomOperation(random));

      if (seed % 2 === 0) await model.finish();
      await model.close();
    },
  );

  it('given any list of operations, then every rule holds, and a shorter list would be found', async () => {
    const gate = fc.nat(GATES - 1);
    const producer = fc.nat(PRODUCERS - 1);
    const operation: fc.Arbitrary<FlowOperation> = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          kind: fc.constant('send'),
          producer,
          gate,
          length: fc.integer({ min: 1, max: 256 }),
        }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('flush'), producer }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'produce' }) },
      { weight: 3, arbitrary: fc.constant({ kind: 'consume' }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('recycle'), gate }) },
      {
        weight: 4,
        arbitrary: fc.record({ kind: fc.constant('arrive'), ms: fc.double({ min: 0, max: 2, noNaN: true }) }),
      },
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('barrier'),
          producer,
          alignment: fc.constantFrom<ModelAlignment[]>('aligned', 'timeoutable', 'unaligned'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('timeout'), producer }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('convert'), gate }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('priority'), gate }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('resume'), gate }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('releaseGate'), gate }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('failPartition'), producer }) },
    );
    const schedule = fc.asyncProperty(
      fc.nat(1_000),
      fc.array(operation, { maxLength: 120 }),
      async (seed, operations) => {
        const model = await FlowModel.open(seed);
        for (const each of operations) await model.apply(each);
        await model.finish();
        await model.close();
      },
    );

    await expect(fc.assert(schedule, { numRuns: 60 })).resolves.toBeUndefined();
  });
});
