/** Public names of `operators/windowing`: what users give a windowed stream, and the operator that obeys. */
export { ContinuousEventTimeTrigger } from './continuous-event-time-trigger.ts';
export { ContinuousProcessingTimeTrigger } from './continuous-processing-time-trigger.ts';
export { CountTrigger } from './count-trigger.ts';
export { EndOfStreamTrigger } from './end-of-stream-trigger.ts';
export { EventTimeTrigger } from './event-time-trigger.ts';
export { NeverTrigger } from './never-trigger.ts';
export { ProcessingTimeTrigger } from './processing-time-trigger.ts';
export { PurgingTrigger } from './purging-trigger.ts';
export { countEvictor, deltaEvictor, type Evictor, timeEvictor, type TimestampedValue } from './evictor.ts';
export type { ProcessWindowFunction, WindowContext } from './process-window-function.ts';
export { TimeWindow } from './time-window.ts';
export { type MergeContext, Trigger, type TriggerContext, type TriggerResult } from './trigger.ts';
export {
  EventTimeSessionWindows,
  globalWindowAssigner,
  ProcessingTimeSessionWindows,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type WindowAssigner,
} from './window-assigner.ts';
export type { ContentsPlan } from './window-contents.ts';
export { WindowOperator } from './window-operator.ts';
export type { WindowPlan } from './window-plan.ts';
