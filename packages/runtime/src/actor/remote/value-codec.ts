/** Control messages as JSON, with tags for what JSON cannot say: bigint, bytes, Map, Set, Date, undefined, odd numbers,
 *  errors, refs, and the few control messages that cross nodes. Bytes travel raw behind the JSON, not as text.
 *  Invariant: `decode(encode(v))` equals `v`, or `encode` throws; functions and class instances of users are refused,
 *  because nobody could rebuild them on the other side. An object with a key that starts with `$` is tagged itself. */
import {
  type ErrorCode,
  ERROR_CATALOGUE,
  StreamError,
  streamError,
  type StreamErrorJson,
} from '../../base/index.ts';
import type { ActorRef } from '../actor-ref.ts';
import { Identify, PoisonPill } from '../control-message.ts';
import { ReplyFailure } from '../reply-failure.ts';

export type RefLookup = (address: string, path: string, uid: number) => ActorRef;

type ErrorJson = { name: string; message: string; stack?: string; cause?: unknown; stream?: unknown };
type Tagged = Readonly<Record<string, unknown>>;

/** Deeper nesting is a cycle or a mistake. */
const DEPTH_LIMIT = 200;

/** @param attachments takes the byte arrays found, in the order of their tags
 *  @throws StreamError REMOTE_UNENCODABLE */
export function encodeValue(value: unknown, attachments: Uint8Array[], depth = 0): unknown {
  if (depth > DEPTH_LIMIT) throw streamError('REMOTE_UNENCODABLE', { what: 'a value nested too deeply' });
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $bigint: String(value) };
    case 'undefined':
      return { $undefined: true };
    case 'object':
      return value === null ? null : encodeObject(value, attachments, depth + 1);
    default:
      throw streamError('REMOTE_UNENCODABLE', { what: `a ${typeof value}` });
  }
}

function encodeObject(value: object, attachments: Uint8Array[], depth: number): unknown {
  const encode = (inner: unknown): unknown => encodeValue(inner, attachments, depth);
  if (Array.isArray(value)) return value.map(encode);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return encodeRecord(value, encode);
  if (value instanceof Uint8Array) return { $bytes: attachments.push(value) - 1 };
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  if (value instanceof Set) return { $set: [...value].map(encode) };
  if (isDate(value)) return { $date: Number(value) };
  if (value instanceof Error) return { $error: encodeError(value, encode) };
  if (value instanceof ReplyFailure) return { $failure: encode(value.error) };
  if (value instanceof Identify) return { $identify: true };
  if (value instanceof PoisonPill) return { $poisonPill: true };
  if (isRef(value)) return { $ref: [value.address, value.path, value.uid] };
  throw streamError('REMOTE_UNENCODABLE', { what: `an instance of ${value.constructor.name}` });
}

function encodeRecord(value: object, encode: (inner: unknown) => unknown): unknown {
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [key, encode(item)]);
  if (entries.some(([key]) => key.startsWith('$'))) return { $record: entries };
  return Object.fromEntries(entries);
}

function encodeError(error: Error, encode: (inner: unknown) => unknown): unknown {
  if (error instanceof StreamError) return { name: 'StreamError', stream: encode(error.toJSON()) };
  const cause = error.cause === undefined ? {} : { cause: encode(describeCause(error.cause)) };
  const stack = error.stack === undefined ? {} : { stack: error.stack };
  return { name: error.name, message: error.message, ...stack, ...cause };
}

/** Causes may hold anything; what is not an error travels as text. */
function describeCause(cause: unknown): unknown {
  return cause instanceof Error ? cause : String(cause);
}

function isRef(value: object): value is ActorRef {
  return 'tell' in value && 'path' in value && 'uid' in value && 'address' in value;
}

/** @throws StreamError REMOTE_UNDECODABLE */
export function decodeValue(value: unknown, attachments: readonly Uint8Array[], refTo: RefLookup): unknown {
  const decode = (inner: unknown): unknown => decodeValue(inner, attachments, refTo);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(decode);
  const record = value as Tagged;
  const [tag] = Object.keys(record);
  if (tag?.startsWith('$') === true) return decodeTagged(tag, record[tag], decode, attachments, refTo);
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, decode(item)]));
}

function decodeTagged(
  tag: string,
  content: unknown,
  decode: (inner: unknown) => unknown,
  attachments: readonly Uint8Array[],
  refTo: RefLookup,
): unknown {
  switch (tag) {
    case '$number':
      return Number(content);
    case '$bigint':
      return BigInt(content as string);
    case '$undefined':
      return undefined;
    case '$bytes':
      return attachmentAt(attachments, content as number);
    case '$map':
      return new Map((content as [unknown, unknown][]).map(([key, item]) => [decode(key), decode(item)]));
    case '$set':
      return new Set((content as unknown[]).map(decode));
    case '$date':
      return dateOf(content as number);
    case '$record':
      return Object.fromEntries((content as [string, unknown][]).map(([key, item]) => [key, decode(item)]));
    case '$error':
      return decodeError(content as ErrorJson, decode);
    case '$failure':
      return new ReplyFailure(decode(content));
    case '$identify':
      return new Identify();
    case '$poisonPill':
      return new PoisonPill();
    case '$ref':
      return refTo(...(content as [string, string, number]));
    default:
      throw streamError('REMOTE_UNDECODABLE', { reason: `unknown tag ${tag}` });
  }
}

function attachmentAt(attachments: readonly Uint8Array[], index: number): Uint8Array {
  const bytes = attachments[index];
  if (bytes === undefined) throw streamError('REMOTE_UNDECODABLE', { reason: `no attachment ${index}` });
  return bytes;
}

function decodeError(json: ErrorJson, decode: (inner: unknown) => unknown): Error {
  if (json.stream !== undefined) {
    const stream = decode(json.stream) as StreamErrorJson;
    if (isKnownCode(stream.code)) return StreamError.fromJSON(stream);
    return rebuiltError(`StreamError ${String(stream.code)}`, stream.message, stream.stack, stream.cause);
  }
  return rebuiltError(
    json.name,
    json.message,
    json.stack,
    json.cause === undefined ? undefined : decode(json.cause),
  );
}

function isKnownCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}

function rebuiltError(name: string, message: string, stack: string | undefined, cause: unknown): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause });
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
}

// oxlint-disable no-restricted-globals -- these two make and recognise dates; they do not read a clock.
function isDate(value: object): boolean {
  return value instanceof Date;
}

function dateOf(epochMs: number): object {
  return new Date(epochMs);
}
