/** Names of `runtime/actor/recorder`: the memory of past messages. What shows it to people: `inspect/`. */
export { FlightRecorder, type FlightRecorderOptions } from './flight-recorder.ts';
export type { MessageOutcome, MessageRecord, RecordKind } from './message-record.ts';
export { type Cause, isRemoteCause, type RemoteCause } from './remote-cause.ts';
