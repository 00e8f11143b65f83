/** The data types of what travels in a channel: Flink's Buffer.DataType, ordinals included. The type is the data-type
 *  byte of a BufferResponse and of a ring entry, so both ends know what an event does to the channel (does it block it,
 *  may it overtake, is it announced) before they read the event itself.
 *  Invariant: nothing both has priority and is announced. */

/** An entry that was taken out of its place; also "nothing" where a next type is asked for. Never on the wire. */
export const NO_DATA_TYPE = 0;
export const DATA_BUFFER = 1;
export const EVENT_BUFFER = 2;
export const PRIORITIZED_EVENT = 3;
export const ALIGNED_BARRIER = 4;
export const TIMEOUTABLE_BARRIER = 5;
export const RECOVERY_COMPLETION = 6;
// 7, 8 and 11 are Flink's types for batch shuffles and for recovered records; nothing here sends them.
export const END_OF_DATA = 9;
export const END_OF_PARTITION = 10;

export function isDataType(dataType: number): boolean {
  return dataType === DATA_BUFFER;
}

/** Nothing of the channel is sent after it until the consumer resumes the channel. */
export function blocksUpstream(dataType: number): boolean {
  return dataType === ALIGNED_BARRIER || dataType === TIMEOUTABLE_BARRIER || dataType === RECOVERY_COMPLETION;
}

/** It overtakes everything but what has priority itself. */
export function hasPriority(dataType: number): boolean {
  return dataType === PRIORITIZED_EVENT;
}

/** Its arrival is told ahead of it, so that it can be given priority later. */
export function needsAnnouncement(dataType: number): boolean {
  return dataType === TIMEOUTABLE_BARRIER;
}
