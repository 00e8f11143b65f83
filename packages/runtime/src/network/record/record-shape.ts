/** What records of one kind look like: a scalar, an object with these fields or a tuple of these items, each with a
 *  type, and where the key is. Observed by the writer, announced in band before first use, read by the reader.
 *  Invariant: a shape says exactly what its records are; one that does not fit gets another shape or the general codec.
 *  Types only widen (int32 → float64 → any), so a stream settles on a handful of shapes. */

export type FieldType = 'int32' | 'float64' | 'string' | 'boolean' | 'null' | 'undefined' | 'any';

export type KeyPlace =
  | { readonly at: 'none' }
  /** The record is the key. */
  | { readonly at: 'self' }
  | { readonly at: 'field'; readonly index: number }
  /** Computed by the selector: written ahead of the fields. */
  | { readonly at: 'separate' };

export type RecordShape = {
  readonly form: 'scalar' | 'object' | 'tuple';
  /** Field names of an object, in order; indexes of a tuple; one empty name for a scalar. */
  readonly names: readonly string[];
  readonly types: readonly FieldType[];
  readonly key: KeyPlace;
};

const FIELD_COUNT_MAX = 64;
const TUPLE_LENGTH_MAX = 16;
export const NO_KEY: KeyPlace = { at: 'none' };

/** The shape of this one value, or `undefined` when only the general codec can carry it. */
export function observeShape(value: unknown, key: KeyPlace): RecordShape | undefined {
  if (typeof value !== 'object' || value === null) {
    const type = fieldTypeOf(value);
    return type === 'any' ? undefined : { form: 'scalar', names: [''], types: [type], key };
  }
  if (Array.isArray(value)) {
    if (value.length === 0 || value.length > TUPLE_LENGTH_MAX) return undefined;
    const items: unknown[] = Array.from(value as unknown[]);
    return { form: 'tuple', names: items.map((_, i) => String(i)), types: items.map(fieldTypeOf), key };
  }
  if (!isFieldObject(value)) return undefined;
  const names = Object.keys(value);
  // `__proto__` cannot be written as a field of an object literal, nor can an object be assigned one.
  if (names.length === 0 || names.length > FIELD_COUNT_MAX || names.includes('__proto__')) return undefined;
  return { form: 'object', names, types: names.map((name) => fieldTypeOf(fieldOf(value, name))), key };
}

/** Where in `value` the key is, by looking for it; the selector itself is opaque. */
export function observeKeyPlace(value: unknown, key: unknown): KeyPlace {
  if ((typeof key !== 'string' && typeof key !== 'number') || Number.isNaN(key)) return { at: 'separate' };
  if (value === key) return { at: 'self' };
  if (typeof value !== 'object' || value === null || !(Array.isArray(value) || isFieldObject(value))) {
    return { at: 'separate' };
  }
  const index = Object.keys(value).findIndex((name) => fieldOf(value, name) === key);
  return index < 0 ? { at: 'separate' } : { at: 'field', index };
}

/** Shapes with the same layout can be widened into one another. */
export function layoutOf(shape: RecordShape): string {
  const root = shape.form === 'scalar' ? scalarLayout(shape.types[0]) : shape.names.join('\u0000');
  const place = shape.key.at === 'field' ? `field ${shape.key.index}` : shape.key.at;
  return `${shape.form}\u0001${place}\u0001${root}`;
}

/** The narrowest shape of the same layout that carries both. */
export function widenShape(known: RecordShape, observed: RecordShape): RecordShape {
  const types = known.types.map((type, i) => widenType(type, observed.types[i] ?? 'any'));
  // A key is compared as bytes of its own type; a field of mixed types cannot be the key's place.
  if (known.key.at === 'field' && types[known.key.index] === 'any') {
    return { ...known, types, key: { at: 'separate' } };
  }
  return { ...known, types };
}

export function sameTypes(a: RecordShape, b: RecordShape): boolean {
  return a.types.every((type, i) => type === b.types[i]) && a.key.at === b.key.at;
}

export function fieldTypeOf(value: unknown): FieldType {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return (value | 0) === value && !Object.is(value, -0) ? 'int32' : 'float64';
    case 'boolean':
      return 'boolean';
    case 'undefined':
      return 'undefined';
    default:
      return value === null ? 'null' : 'any';
  }
}

export function isNumeric(type: FieldType | undefined): boolean {
  return type === 'int32' || type === 'float64';
}

/** Indexes of the fields written as strings (`any` as JSON text), the key's first: its place is then known. */
export function stringFieldsOf(shape: RecordShape): readonly number[] {
  const isKey = (index: number): boolean =>
    shape.key.at === 'self' || (shape.key.at === 'field' && shape.key.index === index);
  const indexes = shape.types.flatMap((type, i) => (type === 'string' || type === 'any' ? [i] : []));
  return indexes.toSorted((a, b) => Number(isKey(b)) - Number(isKey(a)));
}

/** Bytes of the types with a fixed width; the others follow behind them as strings. */
export function fixedWidthOf(type: FieldType): number {
  switch (type) {
    case 'int32':
      return 4;
    case 'float64':
      return 8;
    case 'boolean':
      return 1;
    default:
      return 0;
  }
}

/** An object that is nothing but its enumerable fields. */
function isFieldObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype) return true;
  if (prototype === null || ArrayBuffer.isView(value) || value instanceof Error) return false;
  return Object.prototype.toString.call(value) === '[object Object]';
}

function fieldOf(value: object, name: string): unknown {
  return (value as Record<string, unknown>)[name];
}

function widenType(a: FieldType, b: FieldType): FieldType {
  if (a === b) return a;
  return isNumeric(a) && isNumeric(b) ? 'float64' : 'any';
}

function scalarLayout(type: FieldType | undefined): string {
  return isNumeric(type) ? 'number' : (type ?? 'any');
}
