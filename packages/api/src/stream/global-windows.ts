/** One window per key that holds everything. With the end-of-stream trigger it fires once, when a bounded input ends:
 *  the way to a single result per key. Source: Flink's GlobalWindows.createWithEndOfStreamTrigger. */

export type WindowAssigner = { readonly kind: 'global'; readonly trigger: 'end-of-stream' };

export const GlobalWindows: { withEndOfStreamTrigger(): WindowAssigner } = {
  withEndOfStreamTrigger: () => ({ kind: 'global', trigger: 'end-of-stream' }),
};
