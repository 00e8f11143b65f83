/** Fused and closed chains: each case runs through both, which must not be told apart. */
import { isStreamError } from '@rivulet/runtime/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operator, Stage } from '@rivulet/operators';
import { TaskCancellation, WatermarkFlow } from '@rivulet/operators';
import { closeChain } from './close-chain.ts';
import { generateChain } from './generate-chain.ts';
import type { ChainNode } from './chain-plan.ts';

type Tree = {
  readonly name: string;
  readonly stage?: Stage;
  /** The side output of its parent that it reads. */
  readonly tag?: string;
  readonly children?: readonly Tree[];
};

/** A node that also writes what it emits to `seen`. */
function node({ name, stage, tag, children = [] }: Tree, seen: string[]): ChainNode {
  const operator: Operator | undefined = stage === undefined ? undefined : { stage };
  const place = { operatorName: name, taskName: 'task' };
  const writer = {
    emit: (value: unknown) => void seen.push(`${name}=${JSON.stringify(value)}`),
    emitWatermark: (watermark: number) => void seen.push(`${name}@${watermark}`),
    emitWatermarkStatus: (idle: boolean) => void seen.push(`${name}:${idle ? 'idle' : 'active'}`),
  };
  return {
    emitter: { emit: () => undefined, sides: new Map() },
    watermarks: new WatermarkFlow(),
    operator,
    place,
    tag,
    children: children.map((child) => node(child, seen)),
    outputs: [{ writer, place }],
  };
}

const map = (fn: (v: number) => unknown): Stage => ({ kind: 'map', fn: fn as (v: unknown) => unknown });
const filter = (fn: (v: number) => unknown): Stage => ({ kind: 'filter', fn: fn as (v: unknown) => unknown });
const twice: Stage = {
  kind: 'flat-map',
  fn: (v, out) => {
    out.collect(v);
    out.collect(v);
  },
};

const stage: fc.Arbitrary<Stage> = fc.constantFrom<Stage>(
  map((v) => v + 1),
  map((v) => v * 3),
  filter((v) => v % 2 === 0),
  twice,
  { kind: 'flat-map', fn: (v) => [v, (v as number) + 10] },
  { kind: 'flat-map', fn: (v) => new Set([v, 7]) },
  { kind: 'flat-map', fn: () => undefined },
  { kind: 'transform', callsUser: false, apply: (v) => (v as number) - 1 },
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record(
    {
      name: fc.constantFrom('a', 'b', 'c'),
      stage,
      tag: fc.constantFrom('late', 'other'),
      children: fc.array(tie('tree'), { maxLength: 3 }),
    },
    { requiredKeys: ['name', 'stage'] },
  ),
}));

describe.each([
  ['generated', generateChain],
  ['closed', closeChain],
] as const)('a %s chain', (_, compile) => {
  function run(root: Tree, ...values: unknown[]): string[] {
    const seen: string[] = [];
    const chain = compile(node(root, seen));
    for (const value of values) chain.process(value);
    return seen;
  }

  it('given map, filter and flat-map in a row, then values go through in order', () => {
    const root = {
      name: 'plus',
      stage: map((v) => v + 1),
      children: [
        { name: 'even', stage: filter((v) => v % 2 === 0), children: [{ name: 'twice', stage: twice }] },
      ],
    };
    expect(run(root, 1, 2)).toEqual(['plus=2', 'even=2', 'twice=2', 'twice=2', 'plus=3']);
  });

  it('given successors of a side output, then they get what is emitted under its tag and nothing else', () => {
    const seen: string[] = [];
    const plus = map((v) => v + 1);
    const chain = compile(
      node(
        {
          name: 'head',
          stage: plus,
          children: [
            { name: 'main', stage: plus },
            { name: 'late', stage: plus, tag: 'late' },
          ],
        },
        seen,
      ),
    );

    chain.process(1);
    chain.emitters[0]?.sides.get('late')?.(10);

    expect(seen).toEqual(['head=2', 'main=3', 'late=11']);
    expect([...(chain.emitters[0]?.sides.keys() ?? [])]).toEqual(['late']);
  });

  it('given a head with two inputs, then each input has its way in and both their failures are told', () => {
    const seen: string[] = [];
    const head: Stage = {
      kind: 'absorb-two',
      callsUser: true,
      absorb: (value) => seen.push(`first ${String(value)}`),
      absorbSecond: (value) => {
        if (value === 0) throw new RangeError('zero');
        seen.push(`second ${String(value)}`);
      },
    };
    const chain = compile(node({ name: 'head', stage: head }, seen));

    chain.process(1);
    chain.processSecond(2);

    expect(seen).toEqual(['first 1', 'second 2']);
    expect(() => chain.processSecond(0)).toThrow('head of task task threw: RangeError: zero');
  });

  it('given a node with two successors, then both get every value', () => {
    const root = {
      name: 'head',
      children: [
        { name: 'a', stage: map((v) => v + 1) },
        { name: 'b', stage: map((v) => v + 2) },
      ],
    };
    expect(run(root, 1)).toEqual(['head=1', 'a=2', 'b=3']);
  });

  it('given a function that throws behind a flat-map, then the failure is its own and not the flat-map’s', () => {
    const thrower = map(() => {
      throw new RangeError('too far');
    });
    const root = { name: 'twice', stage: twice, children: [{ name: 'thrower', stage: thrower }] };
    expect(caught(() => run(root, 1))).toMatchObject({
      code: 'USER_FUNCTION_FAILED',
      details: { operator: 'thrower', task: 'task', reason: 'RangeError: too far' },
    });
  });

  it('given something thrown that is no error, then it is told as it is', () => {
    const stage = filter(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- users do
      throw 'plain text';
    });
    expect(caught(() => run({ name: 'f', stage }, 1))).toMatchObject({ details: { reason: 'plain text' } });
  });

  it('given a cancellation inside a user’s call, then it passes unchanged', () => {
    const stage = map(() => {
      throw new TaskCancellation('cancelled');
    });
    const error = caught(() => run({ name: 'twice', stage: twice, children: [{ name: 'm', stage }] }, 1));
    expect(error).toBeInstanceOf(TaskCancellation);
    expect(isStreamError(error)).toBe(false);
  });
});

it('given any tree of operators, then generated and closed chains do the same', () => {
  fc.assert(
    fc.property(tree, fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 5 }), (root, values) => {
      const [generated, closed] = [generateChain, closeChain].map((compile) => {
        const seen: string[] = [];
        const chain = compile(node(root, seen));
        for (const value of values) chain.process(value);
        for (const { emit, sides } of chain.emitters) {
          emit(100);
          for (const tag of [...sides.keys()].toSorted()) sides.get(tag)?.(200);
        }
        return seen;
      });
      expect(generated).toEqual(closed);
    }),
    { numRuns: 200 },
  );
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
