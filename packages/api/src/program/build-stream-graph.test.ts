/** Bad programs: each gets its own code, before anything is submitted. */
import { isStreamError } from '@rivulet/runtime/base';
import { describe, expect, it } from 'vitest';
import { createStreamGraph } from '../plan/index.ts';
import { StreamExecutionEnvironment } from '../stream/index.ts';
import { buildStreamGraph } from './build-stream-graph.ts';
import { defineJob, type JobBuildFunction } from './define-job.ts';
import { userLocationOf } from '@rivulet/operators';

function build(program: JobBuildFunction, args: readonly string[] = [], defaultParallelism = 1) {
  return buildStreamGraph(defineJob({ name: 'bad' }, program), {
    args,
    workingDirectory: '/work',
    defaultParallelism,
  });
}

function errorOf(action: () => unknown): { readonly code: string; readonly message: string } {
  try {
    action();
  } catch (error) {
    if (isStreamError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** As plain JavaScript would call it. */
function untyped<T>(value: unknown): T {
  return value as T;
}

const SELF = <T>(value: T): T => value;

describe('a bad program', () => {
  it('given no sink, then JOB_EMPTY', () => {
    expect(errorOf(() => build(() => undefined)).code).toBe('JOB_EMPTY');
    expect(errorOf(() => build((env) => void env.fromCollection([1]).keyBy(SELF))).code).toBe('JOB_EMPTY');
  });

  it('given something that is no function, then JOB_FUNCTION_EXPECTED says what it was', () => {
    const error = errorOf(() =>
      build((env) => void env.fromCollection([1]).map(untyped<() => number>(3)).print()),
    );

    expect(error.code).toBe('JOB_FUNCTION_EXPECTED');
    expect(error.message).toBe('map() needs a function and got the number 3');
    expect(errorOf(() => defineJob({ name: 'x' }, untyped(undefined))).code).toBe('JOB_FUNCTION_EXPECTED');
  });

  it('given a parallelism outside 1 to max, then JOB_PARALLELISM_INVALID', () => {
    for (const parallelism of [0, -1, 1.5, Number.NaN, 40_000]) {
      const inCode = () =>
        build((env) => void env.generate({}, SELF).map(SELF).setParallelism(parallelism).print());
      const byDefault = () => build((env) => void env.generate({}, SELF).print(), [], parallelism);

      expect(errorOf(inCode).code).toBe('JOB_PARALLELISM_INVALID');
      expect(errorOf(byDefault).code).toBe('JOB_PARALLELISM_INVALID');
    }
    const aboveMax = () =>
      build((env) => void env.setMaxParallelism(4).setParallelism(5).generate({}, SELF).print());
    expect(errorOf(aboveMax).message).toBe(
      'Source: generator has parallelism 5; it must be a whole number from 1 to 4',
    );
  });

  it('given a collection with parallelism 2, then JOB_SOURCE_NOT_PARALLEL', () => {
    const error = errorOf(() => build((env) => void env.fromCollection([1]).setParallelism(2).print()));

    expect(error.code).toBe('JOB_SOURCE_NOT_PARALLEL');
  });

  it('given forward between different parallelism, then JOB_FORWARD_PARALLELISM names both', () => {
    const error = errorOf(() =>
      build((env) => void env.generate({}, SELF).forward().map(SELF).setParallelism(2).print()),
    );

    expect(error.code).toBe('JOB_FORWARD_PARALLELISM');
    expect(error.message).toContain('from Source: generator (parallelism 1) to map (parallelism 2)');
  });

  it('given one uid twice, then JOB_UID_DUPLICATE', () => {
    const error = errorOf(() =>
      build((env) => void env.generate({}, SELF).uid('same').map(SELF).uid('same').print()),
    );

    expect(error.code).toBe('JOB_UID_DUPLICATE');
  });

  it('given a stream of another environment, then JOB_STREAM_FOREIGN names it', () => {
    const options = { workingDirectory: '/work', defaultParallelism: 1 };
    const foreign = new StreamExecutionEnvironment(options).fromCollection([1]);

    const error = errorOf(() => build((env) => void env.fromCollection([2]).union(foreign).print()));

    expect(error.code).toBe('JOB_STREAM_FOREIGN');
    expect(error.message).toBe('union() was given Source: collection, a stream of another job');
  });

  it('given a program whose operator reads a later one, then JOB_CYCLE names both', () => {
    const program = new StreamExecutionEnvironment({ workingDirectory: '/work', defaultParallelism: 1 });
    program.fromCollection([1]).map(SELF).name('first').map(SELF).name('last').print();
    const { transformations, ...rest } = program.toProgram('bad');
    const [source, first, last, sink] = transformations;
    if (source === undefined || first === undefined || last === undefined || sink === undefined) return;
    const cyclic = { ...first, inputs: [[{ producer: source }, { producer: last }]] };
    const after = { ...last, inputs: [[{ producer: cyclic }]] };
    const back = { ...cyclic, inputs: [[{ producer: source }, { producer: after }]] };

    const error = errorOf(() => createStreamGraph({ ...rest, transformations: [source, back, after, sink] }));

    expect(error.code).toBe('JOB_CYCLE');
    expect(error.message).toBe('first reads last, which comes after it');
  });

  it('given elements that JSON loses, then JOB_ELEMENT_NOT_JSON names the element', () => {
    for (const element of [undefined, Number.NaN, 1n, () => 1, { at: new Map() }, [Symbol('s')]]) {
      const error = errorOf(() => build((env) => void env.fromCollection([0, element]).print()));

      expect(error.code).toBe('JOB_ELEMENT_NOT_JSON');
      expect(error.message).toContain('element 1 of fromCollection');
    }
  });

  it('given wrong values elsewhere, then JOB_VALUE_INVALID', () => {
    const programs: readonly JobBuildFunction[] = [
      (env) => void env.readTextFile('').print(),
      (env) => void env.fromCollection(untyped<number[]>('abc')).print(),
      (env) => void env.generate({ ratePerSecond: 0 }, SELF).print(),
      (env) => void env.generate({ count: -1 }, SELF).print(),
      (env) => void env.generate({}, SELF).writeText(untyped(undefined)),
      (env) => void env.generate({}, SELF).keyBy(SELF).window(untyped(undefined)).count().print(),
      (env) => void env.generate({}, SELF).keyBy(SELF).sum(untyped(-7)).print(),
      (env) => void env.generate({}, SELF).keyBy(SELF).maxBy(untyped<never>(undefined)).print(),
      (env) => void env.generate({}, SELF).keyBy(untyped<never>('a'), untyped<never>(SELF)).count().print(),
      (env) =>
        void env
          .generate({}, SELF)
          .keyBy(...untyped<[never]>([]))
          .count()
          .print(),
    ];
    for (const program of programs) expect(errorOf(() => build(program)).code).toBe('JOB_VALUE_INVALID');
    expect(errorOf(() => defineJob(untyped({}), () => undefined)).code).toBe('JOB_VALUE_INVALID');
  });

  it('given a build function that throws, then JOB_BUILD_FAILED keeps what was thrown', () => {
    const error = errorOf(() =>
      build(() => {
        throw new TypeError('no such column');
      }),
    );

    expect(error.code).toBe('JOB_BUILD_FAILED');
    expect(error.message).toContain('TypeError: no such column');
  });

  it('given a window or an aggregate on a stream without keys, then JOB_STREAM_NOT_KEYED', () => {
    type Keyless = { window(): unknown; sum(): unknown };
    for (const method of ['window', 'sum'] as const) {
      const error = errorOf(() => build((env) => void untyped<Keyless>(env.generate({}, SELF))[method]()));

      expect(error.code).toBe('JOB_STREAM_NOT_KEYED');
      expect(error.message).toBe(`${method}() was called on a stream without keys`);
    }
  });

  it('given an async function where a record is handled, then JOB_FUNCTION_ASYNC', () => {
    const later = async (value: number): Promise<number> => value;
    const programs: readonly JobBuildFunction[] = [
      (env) => void env.generate({}, SELF).map(later).print(),
      (env) => void env.generate({}, SELF).filter(untyped<() => boolean>(later)).print(),
      (env) => void env.generate({}, SELF).keyBy(untyped<() => number>(later)).count().print(),
      (env) =>
        void env
          .generate({}, SELF)
          .flatMap(untyped<() => number[]>(async function* () {}))
          .print(),
    ];

    for (const program of programs) expect(errorOf(() => build(program)).code).toBe('JOB_FUNCTION_ASYNC');
  });

  it('given an asynchronous build function, then JOB_BUILD_ASYNC', () => {
    // eslint-disable-next-line typescript/no-misused-promises -- the mistake under test
    const error = errorOf(() => build(() => Promise.reject(new Error('later'))));

    expect(error.code).toBe('JOB_BUILD_ASYNC');
  });
});

describe('job options', () => {
  it('given options in both spellings, then the job reads them', () => {
    const seen: unknown[] = [];
    build(
      (env, args) => {
        seen.push(
          args.string('input'),
          args.string('output', 'out'),
          args.number('rate', 5),
          args.flag('updates'),
        );
        env.generate({}, SELF).print();
      },
      ['--input', 'a b.txt', '--rate=7', '--updates'],
    );

    expect(seen).toEqual(['a b.txt', 'out', 7, true]);
  });

  it('given an option the job did not ask for, then JOB_OPTION_UNKNOWN lists the ones it knows', () => {
    const job: JobBuildFunction = (env, args) => {
      args.string('input');
      args.flag('updates');
      env.generate({}, SELF).print();
    };

    expect(errorOf(() => build(job, ['--inptu', 'x'])).message).toBe(
      'job "bad" does not know --inptu; it knows --input, --updates',
    );
    expect(errorOf(() => build(job, ['stray'])).code).toBe('JOB_OPTION_UNKNOWN');
  });

  it('given a missing or wrong value, then the option is named', () => {
    const job: JobBuildFunction = (env, args) => {
      args.number('rate');
      args.flag('updates');
      env.generate({}, SELF).print();
    };

    expect(errorOf(() => build(job, ['--rate'])).code).toBe('JOB_OPTION_VALUE_MISSING');
    expect(errorOf(() => build(job, ['--rate', 'fast'])).code).toBe('JOB_OPTION_INVALID');
    expect(errorOf(() => build(job, ['--updates=yes'])).code).toBe('JOB_OPTION_INVALID');
  });
});

describe('userLocationOf', () => {
  it('given a stack, then the first frame outside our packages and Node is the answer', () => {
    const error = new Error('x');
    error.stack = [
      'Error: x',
      `    at map (${new URL('../stream/data-stream.ts', import.meta.url).href}:30:5)`,
      '    at parse (file:///home/ada/%E8%AF%97/job.ts:12:7)',
      '    at node:internal/modules/run_main:1:1',
    ].join('\n');

    expect(userLocationOf(error)).toBe('/home/ada/诗/job.ts:12:7');
    expect(userLocationOf('no error')).toBeUndefined();
  });
});
