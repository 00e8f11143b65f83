/** One window per key that holds everything. With the end-of-stream trigger it fires once, when a bounded input ends:
 *  the way to a single result per key. Source: Flink's GlobalWindows and its createWithEndOfStreamTrigger. */
import { globalWindowAssigner, type WindowAssigner } from '@rivulet/operators';

export type EndOfStreamWindow = { readonly kind: 'global'; readonly trigger: 'end-of-stream' };

export const GlobalWindows: {
  /** Fires when its trigger says so: give it one. */
  create<T>(): WindowAssigner<T>;
  withEndOfStreamTrigger(): EndOfStreamWindow;
} = {
  create: () => globalWindowAssigner(),
  withEndOfStreamTrigger: () => ({ kind: 'global', trigger: 'end-of-stream' }),
};
