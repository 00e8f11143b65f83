/** Cuts a byte stream back into frames, whatever pieces it arrives in.
 *  Invariant: a length is checked against the limit before anything is allocated for it; after a throw the stream is
 *  unusable and the connection must be closed. A body is borrowed: valid during the call only. */
import { streamError } from '../../base/index.ts';
import { type FrameKind, frameKind, HEAD_BYTES, MAGIC, PROTOCOL_VERSION } from './frames.ts';

export class FrameReader {
  #limitBytes: number;
  readonly #receive: (kind: FrameKind, body: Uint8Array) => void;
  readonly #head = new Uint8Array(HEAD_BYTES);
  readonly #headView: DataView = new DataView(this.#head.buffer);
  #headFilled = 0;
  #preambleSeen = false;
  #kind: FrameKind = 'hello';
  #body: Uint8Array | undefined;
  #bodyFilled = 0;

  constructor(limitBytes: number, receive: (kind: FrameKind, body: Uint8Array) => void) {
    this.#limitBytes = limitBytes;
    this.#receive = receive;
  }

  /** From the next frame on: a peer that has greeted may send larger ones. */
  raiseLimit(limitBytes: number): void {
    this.#limitBytes = limitBytes;
  }

  /** @throws StreamError REMOTE_BAD_MAGIC, REMOTE_VERSION_MISMATCH, REMOTE_FRAME_TOO_LARGE, REMOTE_FRAME_INVALID */
  push(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      offset = this.#body === undefined ? this.#readHead(chunk, offset) : this.#readBody(chunk, offset);
    }
  }

  #readHead(chunk: Uint8Array, start: number): number {
    const taken = Math.min(HEAD_BYTES - this.#headFilled, chunk.length - start);
    this.#head.set(chunk.subarray(start, start + taken), this.#headFilled);
    this.#headFilled += taken;
    const offset = start + taken;
    if (this.#headFilled < HEAD_BYTES) return offset;
    this.#headFilled = 0;
    if (!this.#preambleSeen) {
      this.#checkPreamble();
      return offset;
    }
    return this.#beginBody(chunk, offset);
  }

  #checkPreamble(): void {
    const magic = this.#headView.getUint32(0);
    const version = this.#headView.getUint8(4);
    if (magic !== MAGIC)
      throw streamError('REMOTE_BAD_MAGIC', { received: magic.toString(16), expected: MAGIC.toString(16) });
    if (version !== PROTOCOL_VERSION) {
      throw streamError('REMOTE_VERSION_MISMATCH', { received: version, expected: PROTOCOL_VERSION });
    }
    this.#preambleSeen = true;
  }

  #beginBody(chunk: Uint8Array, offset: number): number {
    const bodyBytes = this.#headView.getUint32(0) - 1;
    if (bodyBytes < 0) throw streamError('REMOTE_FRAME_INVALID', { reason: 'its length is 0' });
    const sizeBytes = HEAD_BYTES + bodyBytes;
    if (sizeBytes > this.#limitBytes) {
      const details = { what: 'a frame from the peer', sizeBytes, limitBytes: this.#limitBytes };
      throw streamError('REMOTE_FRAME_TOO_LARGE', details);
    }
    const kind = frameKind(this.#headView.getUint8(4));
    const end = offset + bodyBytes;
    if (end <= chunk.length) {
      this.#receive(kind, chunk.subarray(offset, end));
      return end;
    }
    this.#kind = kind;
    this.#body = new Uint8Array(bodyBytes);
    this.#bodyFilled = 0;
    return offset;
  }

  #readBody(chunk: Uint8Array, start: number): number {
    const body = this.#body ?? new Uint8Array(0);
    const taken = Math.min(body.length - this.#bodyFilled, chunk.length - start);
    body.set(chunk.subarray(start, start + taken), this.#bodyFilled);
    this.#bodyFilled += taken;
    if (this.#bodyFilled === body.length) {
      this.#body = undefined;
      this.#receive(this.#kind, body);
    }
    return start + taken;
  }
}
