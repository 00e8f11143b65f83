/** Who is at the other end of a connection. The dialler says `hello`, the other side answers `helloAck` or `refused`;
 *  nothing else passes before. The identity told here holds for the whole connection: later frames do not repeat it. */
import { sameSecret } from '../../base/index.ts';
import { isRecord } from './is-record.ts';

export type Hello = {
  readonly system: string;
  readonly address: string;
  /** The system's incarnation. */
  readonly uid: number;
  readonly secret?: string;
};

export type Refused = { readonly reason: string };

/** @returns why `hello` cannot be accepted; `undefined` when it can */
export function refusalOf(hello: unknown, own: Hello): string | undefined {
  if (!isHello(hello)) return 'the greeting cannot be read';
  if (hello.system !== own.system) return `this is the system ${own.system}, not ${hello.system}`;
  if (!sameSecret(hello.secret ?? '', own.secret ?? '')) return 'the shared secret is another one';
  return undefined;
}

export function isHello(value: unknown): value is Hello {
  return (
    isRecord(value) &&
    typeof value['system'] === 'string' &&
    typeof value['address'] === 'string' &&
    typeof value['uid'] === 'number'
  );
}
