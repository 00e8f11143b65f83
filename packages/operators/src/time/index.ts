/** Public names of `operators/time`: watermarks, and the timers that wait for them. */
export {
  InternalTimerService,
  type ProcessingTimeSource,
  type TimerEntry,
  type Triggerable,
} from './internal-timer-service.ts';
export { StatusWatermarkValve } from './status-watermark-valve.ts';
export { type TimerAdvance, WatermarkFlow, type WatermarkListener } from './watermark-flow.ts';
export type { WatermarkOutput } from './watermark-output.ts';
export {
  type TimestampAssigner,
  type WatermarkGenerator,
  type WatermarkGeneratorOutput,
  WatermarkStrategy,
} from './watermark-strategy.ts';
