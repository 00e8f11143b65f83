/** One message between two actors on different nodes, as the body of a `message` frame:
 *
 *      u32 header length · header (JSON: to, uid, from) · u32 payload length · payload (JSON) · attachments' bytes
 *
 *  The header is apart so that a payload that cannot be decoded fails one message only, and its asker is told.
 *  A sender on the sending node itself travels without address: the receiver takes it from the handshake. */
import { streamError } from '../../base/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import type { RemoteCause } from '../recorder/index.ts';
import { allocateFrame, decodeJson, HEAD_BYTES } from './frames.ts';
import { decodeValue, encodeValue, type RefLookup } from './value-codec.ts';

export type EnvelopeHeader = {
  readonly to: string;
  readonly uid: number;
  /** Path, uid and, for a third party, address. */
  readonly from?: readonly [string, number, string?];
  /** Whose work it belongs to, for the recorder. */
  readonly cause?: RemoteCause;
};

type Payload = { readonly value: unknown; readonly lengths?: readonly number[] };

const encoder = new TextEncoder();

/** A whole frame. @throws StreamError REMOTE_UNENCODABLE, REMOTE_FRAME_TOO_LARGE */
export function encodeEnvelope(
  target: ActorRef,
  message: unknown,
  sender: ActorRef | undefined,
  ownAddress: string,
  limitBytes: number,
  cause?: RemoteCause,
): Uint8Array {
  const attachments: Uint8Array[] = [];
  const value = encodeValue(message, attachments);
  const lengths = attachments.map((bytes) => bytes.length);
  const attachedBytes = lengths.reduce((sum, length) => sum + length, 0);
  const from = sender === undefined ? {} : { from: encodeSender(sender, ownAddress) };
  const header = encoder.encode(JSON.stringify({ to: target.path, uid: target.uid, ...from, cause }));
  const json = JSON.stringify(lengths.length === 0 ? { value } : { value, lengths });
  const leastBytes = HEAD_BYTES + 8 + header.length + attachedBytes;
  // A character takes at least a byte: nothing is allocated for what is too large anyway.
  checkSize(leastBytes + json.length, limitBytes);
  const payload = encoder.encode(json);
  checkSize(leastBytes + payload.length, limitBytes);
  return joinFrame(header, payload, attachments, attachedBytes);
}

/** @throws StreamError REMOTE_UNDECODABLE */
export function decodeHeader(body: Uint8Array): EnvelopeHeader {
  try {
    return decodeJson(section(body, 0)) as EnvelopeHeader;
  } catch (error) {
    throw undecodable(error);
  }
}

/** @throws StreamError REMOTE_UNDECODABLE; only this message is lost */
export function decodeMessage(body: Uint8Array, refTo: RefLookup): unknown {
  try {
    const start = 4 + section(body, 0).length;
    const json = section(body, start);
    const payload = decodeJson(json) as Payload;
    const attachments = cutAttachments(body, start + 4 + json.length, payload.lengths ?? []);
    return decodeValue(payload.value, attachments, refTo);
  } catch (error) {
    throw undecodable(error);
  }
}

function encodeSender(sender: ActorRef, ownAddress: string): EnvelopeHeader['from'] {
  if (sender.address === ownAddress) return [sender.path, sender.uid];
  return [sender.path, sender.uid, sender.address];
}

function checkSize(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes <= limitBytes) return;
  throw streamError('REMOTE_FRAME_TOO_LARGE', { what: 'a message', sizeBytes, limitBytes });
}

function joinFrame(
  header: Uint8Array,
  payload: Uint8Array,
  attachments: readonly Uint8Array[],
  attachedBytes: number,
): Uint8Array {
  const frame = allocateFrame('message', 8 + header.length + payload.length + attachedBytes);
  const view = new DataView(frame.buffer);
  let offset = HEAD_BYTES;
  for (const bytes of [header, payload]) {
    view.setUint32(offset, bytes.length);
    frame.set(bytes, offset + 4);
    offset += 4 + bytes.length;
  }
  for (const bytes of attachments) {
    frame.set(bytes, offset);
    offset += bytes.length;
  }
  return frame;
}

/** A length-prefixed part of a body. */
function section(body: Uint8Array, offset: number): Uint8Array {
  if (offset + 4 > body.length) throw new RangeError('the frame ends within a length');
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(offset);
  if (offset + 4 + length > body.length) throw new RangeError('the frame ends within a part');
  return body.subarray(offset + 4, offset + 4 + length);
}

/** Copies: the body is borrowed. */
function cutAttachments(body: Uint8Array, start: number, lengths: readonly number[]): Uint8Array[] {
  let offset = start;
  return lengths.map((length) => {
    if (offset + length > body.length) throw new RangeError('the frame ends within an attachment');
    const bytes = body.slice(offset, offset + length);
    offset += length;
    return bytes;
  });
}

function undecodable(cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return streamError('REMOTE_UNDECODABLE', { reason }, cause);
}
