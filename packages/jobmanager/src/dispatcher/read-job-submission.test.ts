/** What a client may hand in and what is refused, each refusal with the place it means. */
import { describe, expect, it } from 'vitest';
import { exampleGraph, exampleSubmission } from '../testing/example-job.ts';
import { readJobSubmission } from './read-job-submission.ts';

const [SOURCE, COUNT] = exampleGraph().vertices;
const NOTHING = undefined;

/** What is spoiled, where, by what, and the words of the refusal. */
const CASES: readonly (readonly [name: string, path: string, value: unknown, complaint: string])[] = [
  ['an unknown version', 'graph.version', 9, 'its version is 9'],
  ['no vertices', 'graph.vertices', [], 'it has no vertices'],
  ['two vertices of one id', 'graph.vertices.1.id', SOURCE?.id, 'two vertices have the id 111'],
  [
    'two operators of one id',
    'graph.vertices.1.chain.0.id',
    'op-source',
    'two operators have the id op-source',
  ],
  [
    'a parallelism of zero',
    'graph.vertices.0.parallelism',
    0,
    "the parallelism of vertex 'Source: text -> words' is 0, not a whole number from 1 to 128",
  ],
  [
    'a parallelism above the max',
    'graph.vertices.0.parallelism',
    129,
    'is 129, not a whole number from 1 to 128',
  ],
  ['an unknown producer', 'graph.dataSets.0.producerVertexId', 'nobody', 'is produced by no vertex'],
  ['an unknown producing operator', 'graph.dataSets.0.producerOperatorId', 'op-x', 'leaves operator op-x'],
  ['a dangling output', 'graph.dataSets', [], 'which does not exist'],
  ['a dangling input', 'graph.vertices.1.inputs', [], 'is no input of its consumer'],
  ['a consumer before its producer', 'graph.vertices', [COUNT, SOURCE], 'stands before'],
  ['an empty chain', 'graph.vertices.1.chain', [], "the chain of vertex 'count -> Sink: print' is empty"],
  ['an unknown partitioning', 'graph.dataSets.0.partitioning', { kind: 'magic' }, '"magic"'],
  ['a job id that is none', 'jobId', '../x', 'jobId is "../x"'],
  ['a missing graph', 'graph', NOTHING, 'graph is missing, not an object'],
  ['an unknown module kind', 'module', { kind: 'jar' }, 'module.kind is "jar"'],
  ['connections that are not true or false', 'settings.connectionPerResult', 'yes', 'is "yes"'],
  ['an unknown flow control', 'settings.flowControl', 'udp', '"udp"'],
];

describe('a job submission', () => {
  it('given a sound one, when it is read, then it comes back as it is', () => {
    const submission = exampleSubmission();

    expect(readJobSubmission(submission)).toBe(submission);
  });

  it.each(CASES)('given %s, when it is read, then JOB_GRAPH_INVALID says so', (_, path, value, complaint) => {
    const draft: unknown = structuredClone(exampleSubmission());
    spoil(draft, path.split('.'), value);

    expect(() => readJobSubmission(draft)).toThrow(complaint);
    expect(() => readJobSubmission(draft)).toThrow(expect.objectContaining({ code: 'JOB_GRAPH_INVALID' }));
  });

  it('given a forward edge of unequal parallelism, when it is read, then both are named', () => {
    const submission = exampleSubmission({ sourceParallelism: 3, partitioning: { kind: 'forward' } });

    expect(() => readJobSubmission(submission)).toThrow('is forward, but their parallelism is 3 and 2');
  });

  it.each([null, 7, 'x', []])('given %j, when it is read, then it is refused', (value) => {
    expect(() => readJobSubmission(value)).toThrow('the submission is');
  });
});

function spoil(target: unknown, [first = '', ...rest]: readonly string[], value: unknown): void {
  const fields = target as Record<string, unknown>;
  if (rest.length === 0) fields[first] = value;
  else spoil(fields[first], rest, value);
}
