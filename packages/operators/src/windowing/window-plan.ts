/** All that a windowed stream was told, ready for its operator. Path: api's WindowedStream → **plan** → window
 *  operator. */
import type { MadePerSubtask } from '../process/process-function.ts';
import type { Evictor } from './evictor.ts';
import type { ProcessWindowFunction } from './process-window-function.ts';
import type { Trigger } from './trigger.ts';
import type { WindowAssigner } from './window-assigner.ts';
import type { ContentsPlan } from './window-contents.ts';

export type WindowPlan = {
  readonly assigner: WindowAssigner<unknown>;
  readonly trigger: Trigger<unknown>;
  readonly evictor?: Evictor<unknown>;
  readonly allowedLatenessMs: number;
  /** Where late records go; absent: they are counted and dropped. */
  readonly lateTag?: string;
  readonly contents: ContentsPlan;
  /** Absent: the contents are the result. */
  readonly process?: MadePerSubtask<ProcessWindowFunction<unknown, unknown, unknown>>;
};
