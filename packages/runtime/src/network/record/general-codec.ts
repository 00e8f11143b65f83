/** The codec for everything without a shape of its own: JSON text, with tags for what JSON cannot say.
 *  Path: record writer → (this) → record reader. Round-trips bigint, Date, Map, Set, RegExp, Error, bytes, undefined,
 *  -0, NaN, the infinities, holes (as undefined) and lone surrogates; class instances arrive as plain objects, as in a
 *  structured clone. Invariant: a tagged value is an object whose first key is `$`; user objects with that key are
 *  tagged too. */
import { streamError } from '../../base/index.ts';

/** @throws StreamError RECORD_NOT_SERIALIZABLE for functions, symbols, promises and cycles */
export function encodeGeneral(value: unknown): string {
  return encode(value, []);
}

export function decodeGeneral(text: string): unknown {
  return revive(JSON.parse(text) as unknown);
}

/** The text of a value used as key: equal for equal values, whatever the order of object fields. */
export function canonicalKeyText(key: unknown): string {
  return encode(key, [], true);
}

const TAG_KEY = '$';

function encode(value: unknown, parents: object[], sorted = false): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return String(value);
      return tagged('number', JSON.stringify(Object.is(value, -0) ? '-0' : String(value)));
    case 'boolean':
      return value ? 'true' : 'false';
    case 'undefined':
      return tagged('undefined', 'null');
    case 'bigint':
      return tagged('bigint', `"${value}"`);
    case 'object':
      return value === null ? 'null' : encodeObject(value, parents, sorted);
    default:
      throw streamError('RECORD_NOT_SERIALIZABLE', { type: typeof value });
  }
}

function encodeObject(value: object, parents: object[], sorted: boolean): string {
  if (parents.includes(value)) throw streamError('RECORD_NOT_SERIALIZABLE', { type: 'cycle' });
  parents.push(value);
  const inner = (item: unknown): string => encode(item, parents, sorted);
  const text =
    encodeKnownObject(value, inner) ?? encodeFields(value as Record<string, unknown>, inner, sorted);
  parents.pop();
  return text;
}

function encodeKnownObject(value: object, inner: (item: unknown) => string): string | undefined {
  if (Array.isArray(value)) return `[${Array.from(value as unknown[], inner).join(',')}]`;
  if (value instanceof Map) {
    return tagged('map', `[${Array.from(value, ([k, v]) => `[${inner(k)},${inner(v)}]`).join(',')}]`);
  }
  if (value instanceof Set) return tagged('set', `[${Array.from(value, inner).join(',')}]`);
  if (value instanceof Promise) throw streamError('RECORD_NOT_SERIALIZABLE', { type: 'promise' });
  if (isDate(value)) return tagged('date', inner(value.getTime()));
  if (value instanceof RegExp) return tagged('regexp', inner([value.source, value.flags]));
  if (value instanceof Error) return tagged('error', inner([value.name, value.message]));
  return encodeBytes(value);
}

function encodeBytes(value: object): string | undefined {
  const isView = ArrayBuffer.isView(value);
  if (!isView && !(value instanceof ArrayBuffer)) return undefined;
  const bytes = isView
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  // The tag of Node's Buffer is Uint8Array: that is what it arrives as.
  const kind = (value as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return tagged('bytes', JSON.stringify([kind, text]));
}

function encodeFields(
  value: Record<string, unknown>,
  inner: (item: unknown) => string,
  sorted: boolean,
): string {
  const names = Object.keys(value);
  if (sorted) names.sort();
  if (names.includes(TAG_KEY)) {
    return tagged('object', `[${names.map((n) => `[${JSON.stringify(n)},${inner(value[n])}]`).join(',')}]`);
  }
  return `{${names.map((name) => `${JSON.stringify(name)}:${inner(value[name])}`).join(',')}}`;
}

function tagged(tag: string, payload: string): string {
  return `{"${TAG_KEY}":"${tag}","v":${payload}}`;
}

// In place: JSON.parse has just made these objects, nobody else holds them.
function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = revive(value[i]);
    return value;
  }
  const fields = value as Record<string, unknown>;
  if (Object.hasOwn(fields, TAG_KEY)) return reviveTagged(fields[TAG_KEY], fields['v']);
  for (const name of Object.keys(fields)) fields[name] = revive(fields[name]);
  return fields;
}

function reviveTagged(tag: unknown, payload: unknown): unknown {
  switch (tag) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(payload);
    case 'bigint':
      return BigInt(payload as string);
    case 'date':
      return makeDate(revive(payload) as number);
    case 'map':
      return new Map(revive(payload) as [unknown, unknown][]);
    case 'set':
      return new Set(revive(payload) as unknown[]);
    case 'bytes':
      return reviveBytes(payload as [string, string]);
    case 'regexp': {
      const [source, flags] = payload as [string, string];
      return new RegExp(source, flags);
    }
    case 'error': {
      const [name, message] = payload as [string, string];
      const Known = ERRORS.find((known) => known.name === name);
      return Known === undefined ? Object.assign(new Error(message), { name }) : new Known(message);
    }
    case 'object':
      return Object.fromEntries(revive(payload) as [string, unknown][]);
    default:
      throw streamError('RECORD_CORRUPT', { what: `unknown tag ${String(tag)} in a general record` });
  }
}

function reviveBytes([kind, text]: [string, string]): unknown {
  const { buffer } = Uint8Array.from(text, (unit) => unit.charCodeAt(0));
  if (kind === 'ArrayBuffer') return buffer;
  const View = VIEWS.find(({ name }) => name === kind);
  if (View === undefined) throw streamError('RECORD_CORRUPT', { what: `bytes of the kind ${kind}` });
  return new View(buffer);
}

const VIEWS: readonly (new (buffer: ArrayBuffer) => unknown)[] = [
  Uint8Array,
  Int8Array,
  Uint8ClampedArray,
  Uint16Array,
  Int16Array,
  Uint32Array,
  Int32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
];

const ERRORS = [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError];

// A Date in a record is a value like any other; no clock is read here.
/* oxlint-disable no-restricted-globals */
function isDate(value: object): value is Date {
  return value instanceof Date;
}

function makeDate(epochMs: number): Date {
  return new Date(epochMs);
}
/* oxlint-enable no-restricted-globals */
