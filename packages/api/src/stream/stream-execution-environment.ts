/** Where a job begins: its sources, and the defaults of everything that follows. Handed to the build function.
 *  Invariant: it runs nothing and opens no file; `toProgram` gives what was recorded.
 *  Source: Flink's StreamExecutionEnvironment. */
import type { GeneratorFunction } from '../functions/index.ts';
import type { Program, Transformation } from '../plan/index.ts';
import {
  invalidValue,
  requireFunctionArgument,
  requireParallelismArgument,
  requireTextArgument,
} from './argument-checks.ts';
import { SingleOutputStreamOperator } from './data-stream.ts';
import { requireJson } from './require-json.ts';
import { type OperatorDraft, ProgramRecorder } from './program-recorder.ts';

export type GenerateOptions = {
  /** Values per second over all subtasks; as fast as possible when absent. */
  readonly ratePerSecond?: number;
  /** How many values over all subtasks; endless when absent. */
  readonly count?: number;
};

export type EnvironmentOptions = {
  /** What relative paths of the job are relative to: the folder the client was started in. */
  readonly workingDirectory: string;
  /** Of operators that set none (`-p`). */
  readonly defaultParallelism: number;
};

export class StreamExecutionEnvironment {
  readonly #recorder: ProgramRecorder;
  #parallelism: number;
  #maxParallelism: number | undefined;
  #chainingEnabled = true;

  constructor({ workingDirectory, defaultParallelism }: EnvironmentOptions) {
    this.#recorder = new ProgramRecorder(workingDirectory);
    this.#parallelism = defaultParallelism;
  }

  /** For what adds sources of its own: a user has no use for it. */
  static sourceOf<T>(env: StreamExecutionEnvironment, draft: OperatorDraft): SingleOutputStreamOperator<T> {
    return env.#source(draft);
  }

  get workingDirectory(): string {
    return this.#recorder.workingDirectory;
  }

  /** Of operators that set none: `-p`, unless the job sets its own. */
  get parallelism(): number {
    return this.#parallelism;
  }

  /** Of operators that set none; wins over `-p`, as code does in Flink. */
  setParallelism(parallelism: number): this {
    requireParallelismArgument('env.setParallelism()', parallelism);
    this.#parallelism = parallelism;
    return this;
  }

  /** The number of key groups of operators that set none. */
  setMaxParallelism(maxParallelism: number): this {
    requireParallelismArgument('env.setMaxParallelism()', maxParallelism);
    this.#maxParallelism = maxParallelism;
    return this;
  }

  /** How often watermarks are due in operators added after this call; 0 for never. */
  setAutoWatermarkInterval(intervalMs: number): this {
    if (!Number.isFinite(intervalMs) || intervalMs < 0) {
      throw invalidValue('env.setAutoWatermarkInterval()', 'milliseconds, 0 or more', intervalMs);
    }
    this.#recorder.autoWatermarkIntervalMs = intervalMs;
    return this;
  }

  /** Every operator runs as a task of its own. */
  disableOperatorChaining(): this {
    this.#chainingEnabled = false;
    return this;
  }

  /** The elements of an array, read by one subtask. They travel in the job graph, so they must be plain JSON. */
  fromCollection<T>(elements: readonly T[]): SingleOutputStreamOperator<T> {
    if (!Array.isArray(elements)) throw invalidValue('fromCollection()', 'an array', elements);
    const params = { elements: requireJson(elements) };
    return this.#source({ kind: 'source-collection', name: 'collection', params, parallel: false });
  }

  /** Values made from their index, endless or `count` of them, at most `ratePerSecond`. */
  generate<T>(options: GenerateOptions, generator: GeneratorFunction<T>): SingleOutputStreamOperator<T> {
    requireFunctionArgument('generate()', generator);
    const { ratePerSecond = null, count = null } = options;
    if (ratePerSecond !== null && !(Number.isFinite(ratePerSecond) && ratePerSecond > 0)) {
      throw invalidValue('generate()', 'a ratePerSecond above 0', ratePerSecond);
    }
    if (count !== null && !(Number.isSafeInteger(count) && count >= 0)) {
      throw invalidValue('generate()', 'a count that is a whole number, 0 or more', count);
    }
    const params = { ratePerSecond, count };
    return this.#source({
      kind: 'source-generator',
      name: 'generator',
      params,
      functions: { fn: generator },
    });
  }

  /** The lines of a file, of all files under a folder or of a glob (`logs/*.txt`); `.gz` is unpacked.
   *  Subtasks share the files, and large files are split. A file beside the job module is
   *  `new URL('./x.txt', import.meta.url)`. */
  readTextFile(path: string | URL): SingleOutputStreamOperator<string> {
    if (!(path instanceof URL)) requireTextArgument('readTextFile()', 'a path or a file URL', path);
    const params = { paths: [this.#recorder.resolvePath(path)] };
    return this.#source({ kind: 'source-text-file', name: 'text-file', params });
  }

  /** What was recorded so far. */
  toProgram(name: string): Program {
    const transformations: readonly Transformation[] = this.#recorder.transformations;
    const defaults = { defaultParallelism: this.#parallelism, chainingEnabled: this.#chainingEnabled };
    const program = { name, transformations, ...defaults };
    return this.#maxParallelism === undefined
      ? program
      : { ...program, maxParallelism: this.#maxParallelism };
  }

  #source<T>(draft: OperatorDraft): SingleOutputStreamOperator<T> {
    return new SingleOutputStreamOperator(this.#recorder, this.#recorder.add('source', draft));
  }
}
