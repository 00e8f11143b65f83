/** Names of `runtime/actor/recorder`: the memory of past messages. What shows it to people: `inspect/`. */
export {
  type Cause,
  FlightRecorder,
  type FlightRecorderOptions,
  isRemoteCause,
  type RemoteCause,
} from './flight-recorder.ts';
export type { MessageOutcome, MessageRecord, RecordKind } from './message-record.ts';
