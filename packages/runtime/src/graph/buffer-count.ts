/** How many network buffers the parts of a job ask for: known from the graph alone, before anything is submitted.
 *  Path: job graph → **here** → `rivulet info --slots`; and network/environment asks the pool for the same numbers.
 *  Flink's: two exclusive buffers per remote channel keep it busy during one credit round trip, eight floating ones per
 *  gate absorb skew; an output has two per subpartition, eight more, and five to finish a record with.
 *  Source: Flink's NettyShuffleUtils; flow control by credits. */

/** Unless `taskmanager.network.memory.buffers-per-channel` says otherwise. */
export const EXCLUSIVE_BUFFERS_PER_CHANNEL = 2;
export const FLOATING_BUFFERS_PER_GATE = 8;
/** Only for finishing a record; a pool that has no more than it requires has none. */
export const OVERDRAFT_BUFFERS = 5;

export type BufferCount = {
  /** Without them the task does not start. */
  readonly required: number;
  /** With more it could do nothing. */
  readonly wanted: number;
};

/** The output pool of one result partition. */
export function partitionBuffers(subpartitionCount: number): BufferCount {
  return { required: subpartitionCount + 1, wanted: subpartitionCount * 2 + 8 + OVERDRAFT_BUFFERS };
}

/** The input buffers of one gate; local channels need none, since their buffers are the producer's. */
export function gateBuffers(
  remoteChannelCount: number,
  exclusivePerChannel: number = EXCLUSIVE_BUFFERS_PER_CHANNEL,
): BufferCount {
  if (remoteChannelCount === 0) return { required: 0, wanted: 0 };
  const exclusive = exclusivePerChannel * remoteChannelCount;
  return { required: exclusive + 1, wanted: exclusive + FLOATING_BUFFERS_PER_GATE };
}
