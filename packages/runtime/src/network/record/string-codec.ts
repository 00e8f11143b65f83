/** Strings inside records: short ones unit by unit (and hashed on the way when they are the key), long ones natively.
 *  Path: shape encoder → (this) → shape decoder. Narrow (latin-1) and wide (UTF-16) are V8's own representations, so
 *  both directions are copies; no UTF-8 is made or checked, and lone surrogates survive.
 *  Invariant: equal strings have equal bytes, so keys can be compared without making strings. */
import type { ByteArea } from './byte-area.ts';
import { LONG_STRING_MARK, SHORT_STRING_UNITS, STRING_HEADER_BYTES_MAX } from './record-format.ts';

/** Compiled for a string of V8's one-byte kind this can never match, and V8 knows: the answer costs nothing, however
 *  long the string. Only two-byte strings are searched. */
const BEYOND_LATIN_1 = /[\u0100-\uffff]/;

/** The most bytes `putString` may touch for a string of `units` UTF-16 units. */
export function stringBytesMax(units: number): number {
  return STRING_HEADER_BYTES_MAX + units * 2;
}

/** Writes `text` with its header at `at`; returns where the next byte goes. */
export function putString(area: ByteArea, at: number, text: string): number {
  const units = text.length;
  const bytes = area.bytes;
  if (units > SHORT_STRING_UNITS) return putLongString(area, at, text);
  let seen = 0;
  let p = at + 1;
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    bytes[p++] = unit;
    seen |= unit;
  }
  if (seen > 255) return putShortWideString(area, at, text);
  bytes[at] = units << 1;
  return p;
}

export function putShortWideString(area: ByteArea, at: number, text: string): number {
  area.bytes[at] = (text.length << 1) | 1;
  let p = at + 1;
  for (let i = 0; i < text.length; i++, p += 2) area.view.setUint16(p, text.charCodeAt(i), true);
  return p;
}

export function putLongString(area: ByteArea, at: number, text: string): number {
  const units = text.length;
  const headerBytes = units < LONG_STRING_MARK >> 1 ? 1 : 5;
  const start = at + headerBytes;
  const wide = BEYOND_LATIN_1.test(text) ? 1 : 0;
  const header = units * 2 + wide;
  if (headerBytes === 1) {
    area.bytes[at] = header;
  } else {
    area.bytes[at] = LONG_STRING_MARK;
    area.view.setUint32(at + 1, header, true);
  }
  return (
    start +
    (wide === 0 ? area.text.latin1Write(text, start, units) : area.text.ucs2Write(text, start, units * 2))
  );
}

/** Where the string at `at` ends. */
export function endOfString(area: ByteArea, at: number): number {
  const header = area.bytes[at] as number;
  if (header !== LONG_STRING_MARK) return at + 1 + ((header >> 1) << (header & 1));
  const long = area.view.getUint32(at + 1, true);
  return at + 5 + (long >>> 1) * (1 + (long & 1));
}

/** A string of its own, sharing no memory with the area. */
export function getString(area: ByteArea, at: number): string {
  const end = endOfString(area, at);
  const header = area.bytes[at] as number;
  const long = header === LONG_STRING_MARK;
  const wide = ((long ? (area.bytes[at + 1] as number) : header) & 1) === 1;
  const start = at + (long ? 5 : 1);
  return wide ? area.text.ucs2Slice(start, end) : area.text.latin1Slice(start, end);
}
