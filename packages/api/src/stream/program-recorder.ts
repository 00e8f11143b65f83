/** Writes down the transformations of one program in the order a user adds them. Shared by the environment and every
 *  stream made from it; streams themselves hold only where they read from. */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonValue } from '@rivulet/runtime/graph';
import type { UserFunctions } from '../functions/index.ts';
import type { Transformation } from '../plan/index.ts';

export type OperatorDraft = {
  readonly kind: string;
  /** Shown to people until name() gives another. */
  readonly name: string;
  readonly params?: JsonValue;
  readonly functions?: UserFunctions;
  /** False for a source that reads in one subtask only. */
  readonly parallel?: boolean;
  readonly chaining?: Transformation['chaining'];
};

export class ProgramRecorder {
  readonly transformations: Transformation[] = [];
  readonly workingDirectory: string;
  /** Flink's default. 0: watermarks only where a generator emits them with a record. */
  autoWatermarkIntervalMs = 200;

  constructor(workingDirectory: string) {
    this.workingDirectory = workingDirectory;
  }

  add(
    role: Transformation['role'],
    draft: OperatorDraft,
    inputs: Transformation['inputs'] = [],
  ): Transformation {
    const { kind, name, params = {}, functions = {}, parallel = true, chaining = 'always' } = draft;
    const settings = { role, kind, name, params, functions, parallel, chaining };
    const transformation: Transformation = { ...settings, inputs };
    this.transformations.push(transformation);
    return transformation;
  }

  /** The same absolute path in the client and in every task, wherever they run. */
  resolvePath(path: string | URL): string {
    return resolve(this.workingDirectory, path instanceof URL ? fileURLToPath(path) : path);
  }
}
