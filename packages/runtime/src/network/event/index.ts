/** What travels in band between the records of a channel, and keeps its place there. */
export type { ChannelEvent } from './channel-event.ts';
export {
  DATA_BUFFER,
  dataTypeOf,
  deserializeEvent,
  END_OF_DATA,
  END_OF_PARTITION,
  EVENT_PAYLOAD_WORDS,
  eventOfWords,
  isDataType,
  MAX_EVENT_BYTES,
  serializeEvent,
  writeEventWords,
} from './channel-event.ts';
