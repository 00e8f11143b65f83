/** The figures of a channel as any thread may read them from its ring: a moment old, but for nothing.
 *  Written by the ring's two ends; the six of a remote channel by the network thread (`showFigures`). */
import { BUFFERS_READ_F64, BYTES_READ_F64, FIGURES, HEAD, TAIL } from './ring-layout.ts';

export type RingFigures = {
  readonly buffersRead: number;
  readonly bytesRead: number;
  readonly queued: number;
  /** Index into the words the writer shows. */
  readonly shown: readonly number[];
};

const SHOWN_FIGURES = 6;

export function readRingFigures(buffer: SharedArrayBuffer): RingFigures {
  const words = new Int32Array(buffer);
  const floats = new Float64Array(buffer);
  return {
    buffersRead: floats[BUFFERS_READ_F64]!,
    bytesRead: floats[BYTES_READ_F64]!,
    queued: (Atomics.load(words, TAIL) - Atomics.load(words, HEAD)) | 0,
    shown: Array.from(words.subarray(FIGURES, FIGURES + SHOWN_FIGURES)),
  };
}
