/** The fixed part of a BufferResponse: what a data buffer or event says about itself ahead of its payload.
 *  One object is filled again and again, on either side; nothing is allocated per buffer. */
import {
  BUFFER_BODY_BYTES,
  BUFFER_HEADER_BYTES,
  BUFFER_RESPONSE,
  FRAME_HEADER_BYTES,
  readI32,
  readU32,
  writeFrameHeader,
  writeI32,
} from './frames.ts';

export class BufferHeader {
  receiverId = 0;
  subpartition = 0;
  /** Counts buffers and events of a channel in the order of sending, from 0; wraps as a 32-bit integer. */
  sequence = 0;
  backlog = 0;
  dataType = 0;
  isCompressed = false;
  /** Bytes of payload. */
  size = 0;

  /** Writes the whole frame up to its payload. Hot: once per buffer. */
  write(target: Uint8Array, at: number): void {
    writeFrameHeader(target, at, BUFFER_RESPONSE, BUFFER_BODY_BYTES + this.size);
    const body = at + FRAME_HEADER_BYTES;
    writeI32(target, body, this.receiverId);
    writeI32(target, body + 4, this.subpartition);
    writeI32(target, body + 8, this.sequence);
    writeI32(target, body + 12, this.backlog);
    target[body + 16] = this.dataType;
    target[body + 17] = this.isCompressed ? 1 : 0;
    writeI32(target, at + BUFFER_HEADER_BYTES - 4, this.size);
  }

  /** Reads the fixed part of the body at `at`. Hot: once per buffer. */
  readBody(bytes: Uint8Array, at: number): void {
    this.receiverId = readU32(bytes, at);
    this.subpartition = readI32(bytes, at + 4);
    this.sequence = readI32(bytes, at + 8);
    this.backlog = readI32(bytes, at + 12);
    this.dataType = bytes[at + 16]!;
    this.isCompressed = bytes[at + 17] !== 0;
    this.size = readI32(bytes, at + 18);
  }
}
