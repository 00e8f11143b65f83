/** Reads the recorder's memory back into records for people. Path: flight-recorder → **here** → inspect/.
 *  Slow on purpose: all that writing saves is paid here, when somebody looks. */
import type { ChangeRing } from './change-ring.ts';
import type { LineMarks } from './line-marks.ts';
import type { MessageRecord } from './message-record.ts';
import type { NameRing } from './name-ring.ts';
import type { RecorderTime } from './recorder-time.ts';

/** Fields of a line, each of 32 bits. */
export const ID = 0;
export const CAUSE = 1;
export const SENT_AT = 2;
/** Sender in the upper half, receiver in the lower one. */
export const ACTORS = 3;
/** A line has as many fields as two to the power of this. */
export const LINE_BITS = 2;

export type RecordedLines = {
  readonly lines: Int32Array;
  readonly marks: LineMarks;
  readonly types: ChangeRing;
  /** When periods began. */
  readonly times: ChangeRing;
  readonly time: RecorderTime;
  readonly actorNames: NameRing;
  readonly typeNames: NameRing;
  readonly topicNames: NameRing;
};

/** The last lines, the oldest first. @param count lines ever written  @param lamport the highest id so far */
export function* readLines(kept: RecordedLines, count: number, lamport: number): Generator<MessageRecord> {
  const { lines, marks, time, actorNames, typeNames, topicNames } = kept;
  const capacity = lines.length >> LINE_BITS;
  const types = kept.types.cursor();
  const times = kept.times.cursor();
  // A line keeps the low 32 bits of an id; none is ahead of the clock.
  const idOf = (bits: number): number => lamport - ((lamport - bits) >>> 0);
  for (let line = Math.max(0, count - capacity); line < count; line++) {
    const at = (line & (capacity - 1)) << LINE_BITS;
    const field = (offset: number): number => lines[at + offset] ?? 0;
    const { kind, outcome, topic } = marks.of(line);
    types.moveTo(line);
    times.moveTo(line);
    yield {
      kind,
      id: idOf(field(ID)),
      cause: field(CAUSE) === 0 ? 0 : idOf(field(CAUSE)),
      from: actorNames.nameOf(actorNames.whole(field(ACTORS) >>> 16)),
      to: actorNames.nameOf(actorNames.whole(field(ACTORS) & 0xffff)) ?? '',
      type: typeNames.nameOf(types.value) ?? '?',
      handledMs: time.wallMsOf(times.value),
      waitMs: time.msBetween(field(SENT_AT), times.value),
      durationMs: time.msBetween(times.value, times.next),
      outcome,
      topic: topicNames.nameOf(topic),
    };
  }
}
