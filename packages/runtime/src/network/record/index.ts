/** Public names of `network/record`: records to bytes and back, at the network's edge towards tasks. */
export { ByteArea } from './byte-area.ts';
export { KeyTable } from './key-table.ts';
export type { RecordBuffer } from './record-buffer.ts';
export type { RecordEncoderSettings } from './record-encoder.ts';
export { RecordEncoder } from './record-encoder.ts';
export { RECORD_BYTES_MAX } from './record-format.ts';
export type { ChannelWatermarks, RecordReaderSettings } from './record-reader.ts';
export { RecordReader } from './record-reader.ts';
export type { KeySelector, Partitioner, RecordWriter } from './record-writer.ts';
export {
  BroadcastWriter,
  CustomWriter,
  ForwardWriter,
  HashWriter,
  RebalanceWriter,
  ShuffleWriter,
} from './record-writer.ts';
