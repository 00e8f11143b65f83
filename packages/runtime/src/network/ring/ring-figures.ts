/** The figures of a channel as any thread may read them from its ring: a moment old, but for nothing.
 *  Written by the ring's two ends; those of a remote channel and of its sender by their network threads. */
import {
  BUFFERS_READ_F64,
  BYTES_READ_F64,
  BYTES_WRITTEN,
  FIGURES,
  HEAD,
  READER_FIGURES,
  TAIL,
} from './ring-layout.ts';

export type RingFigures = {
  readonly buffersRead: number;
  readonly bytesRead: number;
  readonly queued: number;
  /** Bytes that were shown to the reader and are not read yet. */
  readonly queuedBytes: number;
  /** Index into the words the writer shows. */
  readonly shown: readonly number[];
  /** Index into the words the reader shows. */
  readonly shownByReader: readonly number[];
};

const SHOWN_FIGURES = 10;
/** `BYTES_WRITTEN` wraps here. */
const WRAP = 2 ** 32;
const SHOWN_BY_READER = 2;

export function readRingFigures(buffer: SharedArrayBuffer): RingFigures {
  const words = new Int32Array(buffer);
  const floats = new Float64Array(buffer);
  return {
    buffersRead: floats[BUFFERS_READ_F64]!,
    bytesRead: floats[BYTES_READ_F64]!,
    queuedBytes: Math.max(0, (words[BYTES_WRITTEN]! - (floats[BYTES_READ_F64]! % WRAP)) | 0),
    queued: (Atomics.load(words, TAIL) - Atomics.load(words, HEAD)) | 0,
    shown: Array.from(words.subarray(FIGURES, FIGURES + SHOWN_FIGURES)),
    shownByReader: Array.from(words.subarray(READER_FIGURES, READER_FIGURES + SHOWN_BY_READER)),
  };
}
