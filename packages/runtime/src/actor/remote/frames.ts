/** The frames of the control plane. On a new connection each side first sends a preamble, then frames:
 *
 *      preamble  u32 magic "RVLT" · u8 protocol version
 *      frame     u32 length of what follows · u8 kind · body
 *
 *  Integers are big-endian. Bodies are JSON, except `message` (see envelope-codec.ts). Not to be confused with the
 *  data plane's frames (network/wire). */
import { streamError } from '../../base/index.ts';

export const MAGIC = 0x52_56_4c_54;
export const PROTOCOL_VERSION = 2;
/** Of a preamble and of a frame alike. */
export const HEAD_BYTES = 5;
/** Greetings and all frames of the control lane are small; nobody may make us allocate more for them. */
export const CONTROL_LIMIT_BYTES = 65_536;

export type FrameKind =
  'hello' | 'helloAck' | 'refused' | 'message' | 'system' | 'heartbeat' | 'heartbeatAck' | 'goodbye';

const kinds: readonly FrameKind[] = [
  'hello',
  'helloAck',
  'refused',
  'message',
  'system',
  'heartbeat',
  'heartbeatAck',
  'goodbye',
];

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

export function encodePreamble(): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint8(4, PROTOCOL_VERSION);
  return bytes;
}

/** A frame with room for its body, which the caller fills from HEAD_BYTES on. */
export function allocateFrame(kind: FrameKind, bodyBytes: number): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bodyBytes + 1);
  view.setUint8(4, kinds.indexOf(kind));
  return bytes;
}

export function encodeJsonFrame(kind: FrameKind, body: unknown): Uint8Array {
  const json = encoder.encode(JSON.stringify(body));
  const frame = allocateFrame(kind, json.length);
  frame.set(json, HEAD_BYTES);
  return frame;
}

export function decodeJson(body: Uint8Array): unknown {
  return JSON.parse(decoder.decode(body));
}

/** @throws StreamError REMOTE_FRAME_INVALID */
export function frameKind(code: number): FrameKind {
  const kind = kinds[code];
  if (kind === undefined) throw streamError('REMOTE_FRAME_INVALID', { reason: `unknown kind ${code}` });
  return kind;
}
