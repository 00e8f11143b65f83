/** Where a stream comes from: the outputs it reads, and the recorder that writes down what follows.
 *  Path: a stream's method → **origin** → recorder → transformations. Invariant: all outputs are of one program. */
import { streamError } from '@rivulet/runtime/base';
import type { UserFunctions } from '../functions/index.ts';
import { displayName, type Transformation, type TransformationInput } from '../plan/index.ts';
import type { OperatorDraft, ProgramRecorder } from './program-recorder.ts';

export class StreamOrigin {
  readonly recorder: ProgramRecorder;
  /** Several are a union. */
  readonly outputs: readonly TransformationInput[];

  constructor(recorder: ProgramRecorder, outputs: readonly TransformationInput[]) {
    this.recorder = recorder;
    this.outputs = outputs;
  }

  /** Records an operator or sink that reads this stream as its only input. */
  followedBy(role: 'operator' | 'sink', draft: OperatorDraft): Transformation {
    return this.recorder.add(role, draft, [this.outputs]);
  }

  /** Records an operator with two inputs: this stream and `second`. */
  joinedBy(draft: OperatorDraft, second: StreamOrigin): Transformation {
    this.#requireSameProgram(draft.name, second);
    return this.recorder.add('operator', draft, [this.outputs, second.outputs]);
  }

  /** The same values, brought to the subtasks of what follows in another way. */
  partitioned(
    partitioning: NonNullable<TransformationInput['partitioning']>,
    functions?: UserFunctions,
  ): StreamOrigin {
    const outputs = this.outputs.map(({ producer, tag }): TransformationInput => {
      const output = { producer, partitioning, ...(functions === undefined ? {} : { functions }) };
      return tag === undefined ? output : { ...output, tag };
    });
    return new StreamOrigin(this.recorder, outputs);
  }

  /** The values of all, each still partitioned as its stream is. */
  unitedWith(others: readonly StreamOrigin[]): StreamOrigin {
    for (const other of others) this.#requireSameProgram('union()', other);
    return new StreamOrigin(
      this.recorder,
      [this, ...others].flatMap(({ outputs }) => outputs),
    );
  }

  #requireSameProgram(operator: string, other: StreamOrigin): void {
    if (other.recorder === this.recorder) return;
    const [output] = other.outputs;
    const stream = output === undefined ? 'the stream' : displayName(output.producer);
    throw streamError('JOB_STREAM_FOREIGN', { operator, stream });
  }
}
