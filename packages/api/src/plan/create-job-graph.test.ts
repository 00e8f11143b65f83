/** From a program to its job graph: chains, slots, ids, functions. */
import { slotRequirementsOf } from '@rivulet/runtime/graph';
import { describe, expect, it } from 'vitest';
import { buildStreamGraph, defineJob, type JobBuildFunction } from '../program/index.ts';
import { OutputTag } from '../functions/index.ts';
import { GlobalWindows } from '../stream/index.ts';

const SELF = <T>(value: T): T => value;

function build(program: JobBuildFunction, defaultParallelism = 2) {
  const definition = defineJob({ name: 'test' }, program);
  return buildStreamGraph(definition, { args: [], workingDirectory: '/work', defaultParallelism });
}

function vertexNames(program: JobBuildFunction, defaultParallelism = 2): readonly string[] {
  return build(program, defaultParallelism).jobGraph.vertices.map(({ name }) => name);
}

const wordCount: JobBuildFunction = (env) => {
  env
    .readTextFile('text')
    .flatMap((line) => line.split(' '))
    .keyBy(SELF)
    .window(GlobalWindows.withEndOfStreamTrigger())
    .count()
    .map(({ key, count }) => `${key} ${count}`)
    .writeText('out');
};

describe('chaining', () => {
  it('given a word count, then keyBy cuts it into two chains joined by a hash edge', () => {
    const { jobGraph } = build(wordCount);

    expect(jobGraph.vertices.map(({ name, parallelism }) => [name, parallelism])).toEqual([
      ['Source: text-file -> flat-map', 2],
      ['window-count -> map -> Sink: text', 2],
    ]);
    expect(jobGraph.dataSets.map(({ partitioning }) => partitioning.kind)).toEqual(['hash']);
    expect(jobGraph.vertices[0]?.outputs).toEqual(jobGraph.vertices[1]?.inputs);
  });

  it('given another parallelism downstream, then the edge rebalances and cuts the chain', () => {
    const { jobGraph } = build((env) => void env.fromCollection([1]).map(SELF).print());

    expect(jobGraph.vertices.map(({ name, parallelism }) => [name, parallelism])).toEqual([
      ['Source: collection', 1],
      ['map -> Sink: print', 2],
    ]);
    expect(jobGraph.dataSets[0]?.partitioning).toEqual({ kind: 'rebalance' });
  });

  it('given rebalance or broadcast between equal parallelism, then the chain is cut all the same', () => {
    const names = vertexNames((env) => {
      env.generate({ count: 1 }, SELF).rebalance().map(SELF).broadcast().discard();
    });

    expect(names).toEqual(['Source: generator', 'map', 'Sink: discard']);
  });

  it('given disableChaining, startNewChain or a job without chaining, then chains end there', () => {
    const alone = vertexNames((env) => {
      env.generate({}, SELF).map(SELF).name('alone').disableChaining().map(SELF).discard();
    });
    const fresh = vertexNames((env) => {
      env.generate({}, SELF).map(SELF).startNewChain().map(SELF).discard();
    });
    const none = vertexNames((env) => {
      env.disableOperatorChaining().generate({}, SELF).map(SELF).discard();
    });

    expect(alone).toEqual(['Source: generator', 'alone', 'map -> Sink: discard']);
    expect(fresh).toEqual(['Source: generator', 'map -> map -> Sink: discard']);
    expect(none).toEqual(['Source: generator', 'map', 'Sink: discard']);
  });

  it('given a stream with two sinks, then one chain holds both branches', () => {
    const { jobGraph } = build((env) => {
      const numbers = env.generate({}, SELF);
      numbers.print();
      numbers.map(SELF).discard();
    });

    expect(jobGraph.vertices.map(({ name }) => name)).toEqual([
      'Source: generator -> (Sink: print, map -> Sink: discard)',
    ]);
    const [source, print, map] = jobGraph.vertices[0]?.chain ?? [];
    expect([print?.inputOperatorId, map?.inputOperatorId]).toEqual([source?.id, source?.id]);
  });

  it('given one operator read by two vertices, then each gets a data set of its own', () => {
    const { jobGraph } = build((env) => {
      const numbers = env.generate({}, SELF);
      numbers.keyBy(SELF).count().discard();
      numbers.rebalance().discard();
    });

    expect(jobGraph.dataSets.map(({ partitioning }) => partitioning.kind)).toEqual(['hash', 'rebalance']);
    expect(jobGraph.vertices[0]?.outputs).toHaveLength(2);
    expect(new Set(jobGraph.dataSets.map(({ id }) => id)).size).toBe(2);
  });
});

describe('several inputs', () => {
  const united: JobBuildFunction = (env) => {
    const left = env.fromCollection([1]);
    left
      .union(env.fromCollection([2]), left.rebalance())
      .map(SELF)
      .print();
  };

  it('given a union, then it is no operator: one data set per producer, all of input 0, none chained', () => {
    const { jobGraph } = build(united, 1);
    const [left, right, map] = jobGraph.vertices;

    expect(map?.name).toBe('map -> Sink: print');
    expect(map?.inputs).toEqual(jobGraph.dataSets.map(({ id }) => id));
    expect(
      jobGraph.dataSets.map(({ producerVertexId, inputIndex, partitioning }) => [
        producerVertexId,
        inputIndex,
        partitioning.kind,
      ]),
    ).toEqual([
      [left?.id, 0, 'forward'],
      [right?.id, 0, 'forward'],
      [left?.id, 0, 'rebalance'],
    ]);
    expect(new Set(map?.inputs).size).toBe(3);
  });

  it('given a union that is keyed, then each edge finds the key selector', () => {
    const { jobGraph, functions } = build((env) => {
      env
        .fromCollection(['a'])
        .union(env.fromCollection(['b']))
        .keyBy(SELF)
        .count()
        .print();
    });

    const selectors = jobGraph.dataSets.map(({ partitioning }) =>
      partitioning.kind === 'hash' ? functions.get(partitioning.keySelectorId)?.keySelector : undefined,
    );
    expect(selectors).toEqual([SELF, SELF]);
  });

  it('given connected streams, then one vertex reads both, each as an input of its own', () => {
    const { jobGraph, functions } = build((env) => {
      const left = env.fromCollection([1]);
      const right = env.fromCollection(['a']).union(env.fromCollection(['b']));
      left
        .connect(right)
        .keyBy(String, SELF)
        .map(SELF, (word) => word.length)
        .print();
    });
    const vertex = jobGraph.vertices.at(-1);
    const [head] = vertex?.chain ?? [];

    expect(vertex?.name).toBe('co-map -> Sink: print');
    expect(jobGraph.dataSets.map(({ inputIndex, partitioning }) => [inputIndex, partitioning.kind])).toEqual([
      [0, 'hash'],
      [1, 'hash'],
      [1, 'hash'],
    ]);
    expect(functions.get(head?.id ?? '')).toMatchObject({ keySelector: String, secondKeySelector: SELF });
  });

  it('given a side output, then its readers chain or take a data set of their own, by its tag', () => {
    const { jobGraph } = build((env) => {
      const main = env.fromCollection([1]).setParallelism(1).map(SELF).setParallelism(1);
      const late = main.getSideOutput(new OutputTag<string>('late'));
      late.map(SELF).setParallelism(1).discard().setParallelism(1);
      late.rebalance().print();
      main.discard().setParallelism(1);
    });
    const [source, print] = jobGraph.vertices;

    expect(source?.chain.map(({ name, inputTag }) => [name, inputTag])).toEqual([
      ['Source: collection', undefined],
      ['map', undefined],
      ['map', 'late'],
      ['Sink: discard', undefined],
      ['Sink: discard', undefined],
    ]);
    expect(print?.name).toBe('Sink: print');
    expect(jobGraph.dataSets.map(({ producerTag }) => producerTag)).toEqual(['late']);
  });

  it('given one more stream in a union, then the fingerprint changes', () => {
    const two = build(
      (env) =>
        void env
          .fromCollection([1])
          .union(env.fromCollection([2]))
          .print(),
    );
    const three = build((env) => {
      env
        .fromCollection([1])
        .union(env.fromCollection([2]), env.fromCollection([3]))
        .print();
    });

    expect(two.jobGraph.fingerprint).not.toBe(three.jobGraph.fingerprint);
  });

  it('given inputs of two slot sharing groups, then what reads both is in the default group', () => {
    const { jobGraph } = build((env) => {
      const left = env.fromCollection([1]).slotSharingGroup('left');
      const right = env.fromCollection([2]).slotSharingGroup('right');
      left.union(right).discard();
      left.union(left).discard();
    });

    expect(jobGraph.vertices.map(({ slotSharingGroup }) => slotSharingGroup)).toEqual([
      'left',
      'right',
      'default',
      'left',
    ]);
  });
});

describe('slot sharing groups', () => {
  it('given a group in the middle, then what follows inherits it and the chain is cut', () => {
    const { jobGraph } = build((env) => {
      env.generate({}, SELF).map(SELF).slotSharingGroup('heavy').setParallelism(3).print();
    });

    expect(
      slotRequirementsOf(jobGraph).map(({ slotSharingGroup, slotCount }) => [slotSharingGroup, slotCount]),
    ).toEqual([
      ['default', 2],
      ['heavy', 3],
    ]);
  });
});

describe('ids and fingerprints', () => {
  it('given the same program twice, then ids and fingerprint are equal', () => {
    expect(build(wordCount).jobGraph).toEqual(build(wordCount).jobGraph);
  });

  it('given a branch added elsewhere, then the ids of the others stay', () => {
    const before = build(wordCount).jobGraph;
    const after = build((env, args) => {
      wordCount(env, args);
      env.generate({}, SELF).discard();
    }).jobGraph;

    expect(after.vertices.map(({ id }) => id)).toEqual(
      expect.arrayContaining(before.vertices.map(({ id }) => id)),
    );
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it('given a uid, when an operator is inserted before it, then its id stays', () => {
    const idOf = (program: JobBuildFunction) => build(program, 1).jobGraph.vertices[0]?.chain.at(-1)?.id;

    const plain = idOf((env) => void env.generate({}, SELF).discard().uid('end'));
    const inserted = idOf((env) => void env.generate({}, SELF).map(SELF).discard().uid('end'));

    expect(inserted).toBe(plain);
  });

  it('given other paths, then the fingerprint stays, since the graph carries them', () => {
    const fingerprintFrom = (workingDirectory: string) =>
      buildStreamGraph(defineJob({ name: 'test' }, wordCount), {
        args: [],
        workingDirectory,
        defaultParallelism: 2,
      }).jobGraph.fingerprint;

    expect(fingerprintFrom('/here')).toBe(fingerprintFrom('/there'));
  });
});

describe('functions', () => {
  it('given a keyed job, then each function is found by operator id and each selector by its own', () => {
    const { jobGraph, functions } = build(wordCount);
    const [source, counter] = jobGraph.vertices;
    const partitioning = jobGraph.dataSets[0]?.partitioning;

    expect(functions.get(source?.chain[1]?.id ?? '')?.fn).toBeTypeOf('function');
    expect(functions.get(counter?.chain[0]?.id ?? '')?.keySelector).toBe(SELF);
    expect(partitioning?.kind === 'hash' && functions.get(partitioning.keySelectorId)?.keySelector).toBe(
      SELF,
    );
  });

  it('given the graph, then it survives JSON', () => {
    const { jobGraph } = build(wordCount);

    expect(JSON.parse(JSON.stringify(jobGraph))).toEqual(jobGraph);
  });
});
