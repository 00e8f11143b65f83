/** Many behaviours as one job: a source with the steps of each case, the case's pipeline, a folder for its results.
 *  Path: behaviour.test.ts → MiniCluster → **this**, in the client and again in each task thread. */
import {
  defineJob,
  type JobDefinition,
  type SingleOutputStreamOperator,
  type StreamExecutionEnvironment,
  WatermarkStrategy,
} from '@rivulet/api';
import { BEHAVIOUR_CASES } from './behaviour-cases.ts';
import { type BehaviourInputs, MAIN_INPUT, type Step } from './behaviour-case.ts';

/** The watermarks a test writes down, when their turn comes. */
const written = WatermarkStrategy.forGenerator<Step>(() => ({
  onEvent: (step, _timestamp, output) => {
    if ('watermark' in step) output.emitWatermark(step.watermark);
  },
  onPeriodicEmit: () => undefined,
})).withTimestampAssigner((step) => ('value' in step ? (step.timestamp ?? 0) : 0));

const job: JobDefinition = defineJob({ name: 'behaviour' }, (env, args) => {
  const from = args.number('from', 0);
  const output = args.string('output');
  BEHAVIOUR_CASES.slice(from, args.number('to', 0)).forEach(({ steps, pipeline }, i) => {
    pipeline(inputsOf(env, steps))
      .map((value) => JSON.stringify(value))
      .writeText(`${output}/${from + i}`);
  });
});

// oxlint-disable-next-line import/no-default-export -- a job module has one
export default job;

function inputsOf(env: StreamExecutionEnvironment, steps: readonly Step[]): BehaviourInputs {
  const made = new Map<string, SingleOutputStreamOperator<unknown>>();
  return {
    input: <T>(name = MAIN_INPUT): SingleOutputStreamOperator<T> => {
      const input =
        made.get(name) ??
        sourceOf(
          env,
          steps.filter(({ on = MAIN_INPUT }) => on === name),
        );
      made.set(name, input);
      return input as SingleOutputStreamOperator<T>;
    },
  };
}

function sourceOf(
  env: StreamExecutionEnvironment,
  steps: readonly Step[],
): SingleOutputStreamOperator<unknown> {
  return env
    .fromCollection(steps)
    .assignTimestampsAndWatermarks(written)
    .setParallelism(1)
    .flatMap((step) => ('value' in step ? [step.value] : []))
    .setParallelism(1);
}
