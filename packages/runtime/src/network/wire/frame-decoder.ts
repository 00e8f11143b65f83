/** Finds frames in a stream of bytes that arrives cut at arbitrary places, and tells a sink about them.
 *  Path: connection → **decoder** → consumer endpoint or producer endpoint.
 *  The payload of a buffer is copied once, from the socket's chunk to where the sink says, piece by piece as it
 *  arrives; a frame is never gathered whole. Small frames are read in place when the chunk holds them.
 *  Invariant: magic, id and length are checked on the first 9 bytes, before anything is allocated or asked of the sink.
 *  Source: Flink's NettyMessageClientDecoderDelegate and BufferResponseDecoder. */
import { assert, type StreamError, streamError } from '../../base/index.ts';
import type { CopyBytes } from '../../io/index.ts';
import { BufferHeader } from './buffer-header.ts';
import {
  BUFFER_BODY_BYTES,
  BUFFER_RESPONSE,
  FRAME_HEADER_BYTES,
  frameBounds,
  type FrameDirection,
  MAGIC,
  readU32,
} from './frames.ts';

/** Answers of `bufferStarted` instead of a place to copy to. */
export const SKIP_PAYLOAD = -1;
export const GATHER_PAYLOAD = -2;

export interface FrameSink {
  /** A whole frame other than a BufferResponse. `bytes` is borrowed. */
  frame(id: number, bytes: Uint8Array, at: number, length: number): void;
  /** @returns the offset in the decoder's target where the payload goes, or SKIP_PAYLOAD, or GATHER_PAYLOAD to get
   *  it in one piece with `bufferCompleted` (for events, which are small) */
  bufferStarted(header: BufferHeader): number;
  /** The payload is where it should be. @param gathered the payload, borrowed, if it was to be gathered */
  bufferCompleted(header: BufferHeader, gathered: Uint8Array | undefined): void;
}

export type FrameDecoderOptions = {
  readonly direction: FrameDirection;
  /** For errors: who sends the bytes. */
  readonly peer: string;
  readonly maxPayloadBytes: number;
  /** Called with the id of a frame other than a BufferResponse before its body is read; throws to refuse it. */
  readonly admit?: (id: number) => void;
  /** Where payloads are copied to: the segment memory. */
  readonly target: Uint8Array;
  readonly copyBytes: CopyBytes;
};

type Part = 'header' | 'body' | 'bufferBody' | 'gathered';

const SMALL_PART_BYTES = 64;

export class FrameDecoder {
  readonly #sink: FrameSink;
  readonly #options: FrameDecoderOptions;
  readonly #bufferHeader: BufferHeader;
  /** What the next `#partLength` bytes are, and what of them came in earlier chunks. */
  #part: Part;
  #partLength: number;
  #carry: Uint8Array;
  #carried: number;
  /** Of the frame being read. */
  #id: number;
  #bodyLength: number;
  /** Of the payload being copied. */
  #payloadLeft: number;
  #payloadTo: number;

  constructor(sink: FrameSink, options: FrameDecoderOptions) {
    this.#sink = sink;
    this.#options = options;
    this.#bufferHeader = new BufferHeader();
    this.#part = 'header';
    this.#partLength = FRAME_HEADER_BYTES;
    this.#carry = new Uint8Array(SMALL_PART_BYTES);
    this.#carried = 0;
    this.#id = 0;
    this.#bodyLength = 0;
    this.#payloadLeft = 0;
    this.#payloadTo = SKIP_PAYLOAD;
  }

  /** Takes the next bytes of the stream. `chunk` is borrowed.
   *  @throws StreamError NET_BAD_MAGIC, NET_UNKNOWN_FRAME, NET_FRAME_LENGTH, and what `admit` throws; the stream is
   *  then unusable */
  decode(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      at = this.#payloadLeft > 0 ? this.#takePayload(chunk, at) : this.#takePart(chunk, at);
    }
  }

  /** Skips the rest of the payload that is being copied: its target is somebody else's now. */
  skipPayload(): void {
    this.#payloadTo = SKIP_PAYLOAD;
  }

  #takePayload(chunk: Uint8Array, at: number): number {
    const count = Math.min(this.#payloadLeft, chunk.length - at);
    if (this.#payloadTo !== SKIP_PAYLOAD) {
      this.#options.copyBytes(chunk, at, at + count, this.#options.target, this.#payloadTo);
      this.#payloadTo += count;
    }
    this.#payloadLeft -= count;
    if (this.#payloadLeft === 0) this.#completeBuffer(undefined);
    return at + count;
  }

  #takePart(chunk: Uint8Array, at: number): number {
    const count = Math.min(this.#partLength - this.#carried, chunk.length - at);
    if (count === this.#partLength) {
      this.#completePart(chunk, at);
      return at + count;
    }
    this.#carry.set(chunk.subarray(at, at + count), this.#carried);
    this.#carried += count;
    if (this.#carried === this.#partLength) {
      this.#carried = 0;
      this.#completePart(this.#carry, 0);
    }
    return at + count;
  }

  #completePart(bytes: Uint8Array, at: number): void {
    switch (this.#part) {
      case 'header':
        return this.#readHeader(bytes, at);
      case 'body':
        return this.#completeFrame(bytes, at);
      case 'bufferBody':
        return this.#startBuffer(bytes, at);
      case 'gathered':
        return this.#completeBuffer(bytes.subarray(at, at + this.#partLength));
    }
  }

  #readHeader(bytes: Uint8Array, at: number): void {
    const length = readU32(bytes, at);
    const magic = readU32(bytes, at + 4);
    this.#id = bytes[at + 8]!;
    if (magic !== MAGIC) throw this.#badMagic(magic);
    const bounds = frameBounds(this.#id, this.#options.direction, this.#options.maxPayloadBytes);
    if (bounds === undefined)
      throw streamError('NET_UNKNOWN_FRAME', { peer: this.#options.peer, id: this.#id });
    this.#bodyLength = length - FRAME_HEADER_BYTES;
    if (this.#bodyLength < bounds.least || this.#bodyLength > bounds.most) {
      throw this.#badLength(length, FRAME_HEADER_BYTES + bounds.least, FRAME_HEADER_BYTES + bounds.most);
    }
    if (this.#id === BUFFER_RESPONSE) return this.#expect('bufferBody', BUFFER_BODY_BYTES);
    this.#options.admit?.(this.#id);
    if (this.#bodyLength > 0) this.#expect('body', this.#bodyLength);
    else this.#completeFrame(bytes, at + FRAME_HEADER_BYTES);
  }

  #completeFrame(bytes: Uint8Array, at: number): void {
    this.#expect('header', FRAME_HEADER_BYTES);
    this.#sink.frame(this.#id, bytes, at, this.#bodyLength);
  }

  #startBuffer(bytes: Uint8Array, at: number): void {
    const header = this.#bufferHeader;
    header.readBody(bytes, at);
    const payload = this.#bodyLength - BUFFER_BODY_BYTES;
    if (header.size !== payload) {
      const length = FRAME_HEADER_BYTES + BUFFER_BODY_BYTES + header.size;
      throw this.#badLength(
        length,
        FRAME_HEADER_BYTES + this.#bodyLength,
        FRAME_HEADER_BYTES + this.#bodyLength,
      );
    }
    const to = this.#sink.bufferStarted(header);
    if (to === GATHER_PAYLOAD && payload > 0) return this.#expect('gathered', payload);
    this.#payloadTo = to;
    this.#payloadLeft = payload;
    if (payload === 0) this.#completeBuffer(undefined);
  }

  #completeBuffer(gathered: Uint8Array | undefined): void {
    this.#expect('header', FRAME_HEADER_BYTES);
    this.#sink.bufferCompleted(this.#bufferHeader, gathered);
  }

  #expect(part: Part, length: number): void {
    assert(this.#carried === 0, 'a part starts empty');
    this.#part = part;
    this.#partLength = length;
    if (length > this.#carry.length) this.#carry = new Uint8Array(length);
  }

  #badMagic(magic: number): StreamError {
    const received = `0x${magic.toString(16).padStart(8, '0')}`;
    return streamError('NET_BAD_MAGIC', {
      peer: this.#options.peer,
      received,
      expected: `0x${MAGIC.toString(16)}`,
    });
  }

  #badLength(length: number, least: number, most: number): StreamError {
    return streamError('NET_FRAME_LENGTH', { peer: this.#options.peer, id: this.#id, length, least, most });
  }
}
