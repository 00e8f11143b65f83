/** The model check: random interleavings of the smallest steps over six channels, every rule looked at after each
 *  step, and everything closed at a random moment. A failing list from fast-check comes shrunk. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Random } from '../../io/index.ts';
import { SimWorld } from '../../io/sim/index.ts';
import { type FlowOperation, FlowModel, GATES, PRODUCERS } from '../testing/flow-model.ts';

const SEEDS = Array.from({ length: 200 }, (_, i) => i + 1);
const STEPS = 200;

function randomOperation(random: Random): FlowOperation {
  const gate = random.integerBelow(GATES);
  const producer = random.integerBelow(PRODUCERS);
  const draw = random.integerBelow(400);
  if (draw === 0) return { kind: 'releaseGate', gate };
  if (draw === 1) return { kind: 'failPartition', producer };
  if (draw < 140) return { kind: 'send', producer, gate, length: 1 + random.integerBelow(256) };
  if (draw < 180) return { kind: 'flush', producer };
  if (draw < 230) return { kind: 'produce' };
  if (draw < 280) return { kind: 'consume' };
  if (draw < 340) return { kind: 'recycle', gate };
  return { kind: 'arrive', ms: random.next() };
}

describe('the model of flow control', () => {
  it.each(SEEDS)('given the interleaving of seed %i, then every rule holds after each step', async (seed) => {
    const { random } = new SimWorld({ seed }).node('driver');
    const model = await FlowModel.open(seed);

    const steps = random.integerBelow(STEPS);
    for (let step = 0; step < steps; step++) await model.apply(randomOperation(random));

    await model.close();
  });

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
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('releaseGate'), gate }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('failPartition'), producer }) },
    );
    const schedule = fc.asyncProperty(
      fc.nat(1_000),
      fc.array(operation, { maxLength: 120 }),
      async (seed, operations) => {
        const model = await FlowModel.open(seed);
        for (const each of operations) await model.apply(each);
        await model.close();
      },
    );

    await expect(fc.assert(schedule, { numRuns: 60 })).resolves.toBeUndefined();
  });
});
