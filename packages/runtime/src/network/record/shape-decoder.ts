/** Generates the function that reads records of one announced shape.
 *  Path: record reader → **shape decoder** → chain. On keyed channels it finds the key first, by hash and bytes, makes
 *  it current, and uses the interned key in the record: no string is made for a key seen before.
 *  `decodeShape` does the same field by field, where code generation is forbidden. */
import { generateFunction } from '../../base/index.ts';
import { decodeGeneral } from './general-codec.ts';
import type { KeyTable } from './key-table.ts';
import { KEY_KIND_NUMBER, KEY_KIND_STRING, KEYED_HEADER_BYTES, PLAIN_HEADER_BYTES } from './record-format.ts';
import { fixedWidthOf, isNumeric, type RecordShape, stringFieldsOf } from './record-shape.ts';
import type { RecordSource } from './record-source.ts';

/** @param start where the record's length is */
export type ShapeDecoder = (source: RecordSource, start: number) => unknown;

/** @param keys absent on channels without keys
 *  @throws EvalError where code generation from strings is forbidden */
export function generateShapeDecoder(shape: RecordShape, keys: KeyTable | undefined): ShapeDecoder {
  const imports = { keys, readSeparateKey, decodeGeneral };
  return generateFunction(decoderSource(shape), imports);
}

/** The same without generated code. */
export function interpretShape(shape: RecordShape, keys: KeyTable | undefined): ShapeDecoder {
  return (source, start) => decodeShape(shape, keys, source, start);
}

/** Reads the key written ahead of a record, makes it current, and leaves the cursor behind it. */
export function readSeparateKey(keys: KeyTable, source: RecordSource, at: number, hash: number): void {
  const kind = source.area.bytes[at] as number;
  if (kind === KEY_KIND_NUMBER) {
    keys.currentIndex = keys.findNumber(hash, source.area.view.getFloat64(at + 1, true));
    source.cursor = at + 9;
  } else if (kind === KEY_KIND_STRING) {
    keys.currentIndex = keys.findString(hash, source.area, at + 1);
    source.skipString(at + 1);
  } else {
    keys.currentIndex = keys.findOther(hash, source.readString(at + 1));
  }
}

function decoderSource(shape: RecordShape): string {
  const keyed = shape.key.at !== 'none';
  const lines: string[] = [`let p = start + ${keyed ? KEYED_HEADER_BYTES : PLAIN_HEADER_BYTES};`];
  if (keyed) lines.push('const hash = view.getInt32(start + 5, true);');
  if (shape.key.at === 'separate') lines.push('readSeparateKey(keys, source, p, hash); p = source.cursor;');
  shape.types.forEach((type, i) => lines.push(fixedFieldSource(type, i)));
  const keyField = keyFieldOf(shape);
  if (keyField !== undefined && isNumeric(shape.types[keyField])) {
    lines.push(`keys.currentIndex = keys.findNumber(hash, f${keyField});`);
  }
  for (const i of stringFieldsOf(shape)) lines.push(stringFieldSource(shape, i, i === keyField));
  return `const { keys, readSeparateKey, decodeGeneral } = env;
return function decode(source, start) {
  const { bytes, view } = source.area;
  ${lines.filter((line) => line !== '').join('\n  ')}
  return ${valueSource(shape)};
};`;
}

function fixedFieldSource(type: string, index: number): string {
  switch (type) {
    case 'int32':
      return `const f${index} = view.getInt32(p, true); p += 4;`;
    case 'float64':
      return `const f${index} = view.getFloat64(p, true); p += 8;`;
    case 'boolean':
      return `const f${index} = bytes[p++] === 1;`;
    case 'null':
    case 'undefined':
      return `const f${index} = ${type};`;
    default:
      return '';
  }
}

function stringFieldSource(shape: RecordShape, index: number, isKey: boolean): string {
  if (isKey) {
    return `const k = keys.findString(hash, source.area, p); keys.currentIndex = k;
  const f${index} = keys.values[k]; p = source.skipString(p);`;
  }
  const text = 'source.readString(p); p = source.cursor;';
  if (shape.types[index] === 'string') return `const f${index} = ${text}`;
  return `const t${index} = ${text} const f${index} = decodeGeneral(t${index});`;
}

function valueSource(shape: RecordShape): string {
  if (shape.form === 'scalar') return 'f0';
  if (shape.form === 'tuple') return `[${shape.names.map((_, i) => `f${i}`).join(', ')}]`;
  return `{ ${shape.names.map((name, i) => `${JSON.stringify(name)}: f${i}`).join(', ')} }`;
}

function decodeShape(
  shape: RecordShape,
  keys: KeyTable | undefined,
  source: RecordSource,
  start: number,
): unknown {
  const { bytes, view } = source.area;
  const hash = keys === undefined ? 0 : view.getInt32(start + PLAIN_HEADER_BYTES, true);
  let p = start + (keys === undefined ? PLAIN_HEADER_BYTES : KEYED_HEADER_BYTES);
  if (shape.key.at === 'separate' && keys !== undefined) {
    readSeparateKey(keys, source, p, hash);
    p = source.cursor;
  }
  const fields: unknown[] = shape.types.map((type) => {
    const at = p;
    p += fixedWidthOf(type);
    if (type === 'int32') return view.getInt32(at, true);
    if (type === 'float64') return view.getFloat64(at, true);
    if (type === 'boolean') return bytes[at] === 1;
    return type === 'null' ? null : undefined;
  });
  const keyField = keyFieldOf(shape);
  if (keys !== undefined && keyField !== undefined && isNumeric(shape.types[keyField])) {
    keys.currentIndex = keys.findNumber(hash, fields[keyField] as number);
  }
  for (const i of stringFieldsOf(shape)) {
    if (keys !== undefined && i === keyField) {
      keys.currentIndex = keys.findString(hash, source.area, p);
      fields[i] = keys.currentKey;
      p = source.skipString(p);
    } else {
      const text = source.readString(p);
      p = source.cursor;
      fields[i] = shape.types[i] === 'any' ? decodeGeneral(text) : text;
    }
  }
  if (shape.form === 'scalar') return fields[0];
  if (shape.form === 'tuple') return fields;
  return Object.fromEntries(shape.names.map((name, i) => [name, fields[i]]));
}

function keyFieldOf(shape: RecordShape): number | undefined {
  if (shape.key.at === 'self') return 0;
  return shape.key.at === 'field' ? shape.key.index : undefined;
}
