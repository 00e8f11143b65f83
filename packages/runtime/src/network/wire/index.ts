/** Frames as bytes: layout, encoder, incremental decoder. Knows no channel. */
export { BufferHeader } from './buffer-header.ts';
export type { FrameDecoderOptions, FrameSink } from './frame-decoder.ts';
export { FrameDecoder, GATHER_PAYLOAD, SKIP_PAYLOAD } from './frame-decoder.ts';
export type { PartitionRequestFields, TaskEventFields } from './frame-encoder.ts';
export { FrameEncoder } from './frame-encoder.ts';
export type { FrameBounds, FrameDirection } from './frames.ts';
export {
  ACK_ALL_USER_RECORDS_PROCESSED,
  ADD_CREDIT,
  BACKLOG_ANNOUNCEMENT,
  BUFFER_HEADER_BYTES,
  BUFFER_RESPONSE,
  CANCEL_PARTITION_REQUEST,
  CLOSE_REQUEST,
  ERROR_RESPONSE,
  FRAME_HEADER_BYTES,
  HELLO,
  MAGIC,
  MAX_SECRET_BYTES,
  MAX_TEXT_BYTES,
  NEW_BUFFER_SIZE,
  PARTITION_REQUEST,
  readI32,
  readU32,
  RESUME_CONSUMPTION,
  TASK_EVENT_REQUEST,
} from './frames.ts';
export type { TaskEventRequest } from './task-event-request.ts';
export { readTaskEventRequest } from './task-event-request.ts';
