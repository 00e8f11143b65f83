/** Generates the function that writes records of one shape straight into network memory.
 *  Path: record writer → **shape encoder** → buffer builder. One straight line per shape: check that the record fits,
 *  hash the key, pick the buffer, write header, fixed fields and strings; no loop over fields, no closure per field.
 *  Invariant: it writes either the whole record or nothing (and returns false: another shape must carry it).
 *  The same bytes come out of record-assembler.ts, which is used where code generation is forbidden. */
import { generateFunction, javaNumberHash, murmurHash } from '../../base/index.ts';
import type { ByteArea } from './byte-area.ts';
import { encodeGeneral } from './general-codec.ts';
import type { KeyStage } from './key-stage.ts';
import type { RecordBuffer } from './record-buffer.ts';
import {
  KEYED_HEADER_BYTES,
  LENGTH_BYTES,
  PLAIN_HEADER_BYTES,
  STRING_HEADER_BYTES_MAX,
} from './record-format.ts';
import { fixedWidthOf, isNumeric, type RecordShape, stringFieldsOf } from './record-shape.ts';
import { putString } from './string-codec.ts';
import type { TimeElementWriter } from './time-elements.ts';

/** @param channel ignored by keyed shapes: the key decides
 *  @returns false when the record has another shape; nothing was written then */
export type ShapeEncoder = (value: unknown, key: unknown, channel: number) => boolean;

export type ShapeEncoderSettings = {
  readonly shape: RecordShape;
  readonly tag: number;
  readonly area: ByteArea;
  readonly buffers: readonly RecordBuffer[];
  readonly stage: KeyStage;
  /** The prototype of the records' objects. */
  readonly prototype: unknown;
  readonly maxParallelism: number;
  /** Records that may be larger, and may not fit into what is left of the open buffer, are given to `writeLarge`. */
  readonly directBytesMax: number;
  /** One byte per channel: 1 once the shape was announced there. */
  readonly announced: Uint8Array;
  readonly timeElements: TimeElementWriter;
  announce(channel: number): void;
  writeLarge(value: unknown, key: unknown, channel: number): boolean;
};

/** @throws EvalError where code generation from strings is forbidden */
export function generateShapeEncoder(settings: ShapeEncoderSettings): ShapeEncoder {
  const imports = { ...settings, putString, encodeGeneral, javaNumberHash, murmurHash };
  return generateFunction(encoderSource(settings), imports);
}

function encoderSource(settings: ShapeEncoderSettings): string {
  const { shape, tag, buffers, maxParallelism } = settings;
  const keyed = shape.key.at !== 'none';
  const header = keyed ? KEYED_HEADER_BYTES : PLAIN_HEADER_BYTES;
  const fixedBytes = fixedBytesOf(shape, header);
  const length = fixedBytes === undefined ? 'p - start - 4' : fixedBytes - LENGTH_BYTES;
  return `const { area, buffers, stage, prototype, directBytesMax, announced, announce, writeLarge } = env;
const { putString, encodeGeneral, javaNumberHash, murmurHash } = env;
const { bytes, view } = area;
const { timeElements } = env;
const { time, sent } = timeElements;
return function encode(v, key, channel) {
${matchSource(shape)}
${keyMatchSource(shape)}
  const bound = ${fixedBytes ?? boundSource(shape, header)};
${keyed ? `  channel = ${channelSource(buffers.length, maxParallelism)};` : ''}
  if (announced[channel] === 0) announce(channel);
  if (sent[channel] !== time.timestamp) timeElements.writeTimestamp(channel);
  const buffer = buffers[channel];
  if (buffer.position + bound > buffer.limit) {
    if (bound > directBytesMax) return writeLarge(v, key, channel);
    buffer.reserve(bound);
  }
  const start = buffer.position;
  let p = start + ${header};
${fieldsSource(shape)}
  view.setUint32(start, ${length}, true);
  bytes[start + 4] = ${tag};
${keyed ? '  view.setInt32(start + 5, hash, true);' : ''}
  buffer.position = p;
  buffer.recordCount++;
  return true;
};`;
}

/** Takes the record apart into f0, f1, … and leaves when it has another shape. */
function matchSource(shape: RecordShape): string {
  const lines: string[] = [];
  if (shape.form === 'object') {
    const cases = shape.names.map((name, i) => `case ${i}: if (n !== ${quoted(name)}) return false; break;`);
    lines.push(
      `if (typeof v !== 'object' || v === null || Object.getPrototypeOf(v) !== prototype) return false;`,
      `let i = 0;`,
      `for (const n in v) { switch (i++) { ${cases.join(' ')} default: return false; } }`,
      `if (i !== ${shape.names.length}) return false;`,
    );
  } else if (shape.form === 'tuple') {
    lines.push(`if (!Array.isArray(v) || v.length !== ${shape.names.length}) return false;`);
  }
  shape.names.forEach((name, i) => {
    const access = shape.form === 'scalar' ? '' : shape.form === 'tuple' ? `[${i}]` : `[${quoted(name)}]`;
    lines.push(`const f${i} = v${access};`);
  });
  shape.types.forEach((type, i) => lines.push(typeCheckSource(type, `f${i}`)));
  return indent(lines);
}

function typeCheckSource(type: string, field: string): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return `if (typeof ${field} !== '${type}') return false;`;
    case 'int32':
      return `if (typeof ${field} !== 'number' || (${field} | 0) !== ${field}) return false;
  if (${field} === 0 && 1 / ${field} < 0) return false;`;
    case 'float64':
      return `if (typeof ${field} !== 'number') return false;`;
    case 'null':
      return `if (${field} !== null) return false;`;
    default:
      return '';
  }
}

/** Checks that the key is where the shape says, and hashes it. */
function keyMatchSource(shape: RecordShape): string {
  const anyTexts = shape.types.flatMap((type, i) =>
    type === 'any' ? [`const t${i} = encodeGeneral(f${i});`] : [],
  );
  if (shape.key.at === 'none') return indent(anyTexts);
  if (shape.key.at === 'separate') return indent([...anyTexts, 'const hash = stage.stageAny(key);']);
  const index = shape.key.at === 'field' ? shape.key.index : 0;
  const hash = isNumeric(shape.types[index])
    ? `(f${index} | 0) === f${index} ? f${index} | 0 : javaNumberHash(f${index})`
    : `stage.stageString(f${index})`;
  return indent([`if (key !== f${index}) return false;`, ...anyTexts, `const hash = ${hash};`]);
}

/** Bytes of a record when they are the same for all of the shape. */
function fixedBytesOf(shape: RecordShape, header: number): number | undefined {
  if (shape.key.at === 'separate' || stringFieldsOf(shape).length > 0) return undefined;
  return shape.types.reduce((sum, type) => sum + fixedWidthOf(type), header);
}

function boundSource(shape: RecordShape, header: number): string {
  const strings = stringFieldsOf(shape);
  const fixed = shape.types.reduce((sum, type) => sum + fixedWidthOf(type), 0);
  const lengths = strings.map((i) => `${stringName(shape, i)}.length`);
  const units = lengths.length === 0 ? '' : ` + 2 * (${lengths.join(' + ')})`;
  const separate = shape.key.at === 'separate' ? ' + stage.anyBytesMax' : '';
  // Four bytes more for the overrun of a staged key.
  return `${header + fixed + strings.length * STRING_HEADER_BYTES_MAX + 4}${units}${separate}`;
}

function channelSource(channelCount: number, maxParallelism: number): string {
  if (channelCount === 1) return '0';
  const bits = Math.log2(maxParallelism);
  // Flink's formula either way; with a power of two both divisions are bit operations.
  if (Number.isInteger(bits) && maxParallelism * channelCount < 2 ** 31) {
    return `((murmurHash(hash) & ${maxParallelism - 1}) * ${channelCount}) >>> ${bits}`;
  }
  return `Math.floor(((murmurHash(hash) % ${maxParallelism}) * ${channelCount}) / ${maxParallelism})`;
}

function fieldsSource(shape: RecordShape): string {
  const lines = shape.key.at === 'separate' ? ['p = stage.putAny(area, p);'] : [];
  shape.types.forEach((type, i) => {
    if (type === 'int32') lines.push(`view.setInt32(p, f${i}, true); p += 4;`);
    if (type === 'float64') lines.push(`view.setFloat64(p, f${i}, true); p += 8;`);
    if (type === 'boolean') lines.push(`bytes[p++] = f${i} ? 1 : 0;`);
  });
  for (const i of stringFieldsOf(shape)) {
    const staged = shape.key.at === 'self' || (shape.key.at === 'field' && shape.key.index === i);
    lines.push(staged ? 'p = stage.putString(area, p);' : `p = putString(area, p, ${stringName(shape, i)});`);
  }
  return indent(lines);
}

function stringName(shape: RecordShape, index: number): string {
  return shape.types[index] === 'any' ? `t${index}` : `f${index}`;
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
