/** Who is at the other end of a connection. The dialler says `hello`, the other side answers `helloAck` or `refused`;
 *  nothing else passes before. The identity told here holds for the whole connection: later frames do not repeat it. */
import { sameSecret } from '../../base/index.ts';
import { isRecord } from './is-record.ts';
import type { SessionTerms } from './peer-session.ts';

export type Hello = {
  readonly system: string;
  readonly address: string;
  /** The system's incarnation. */
  readonly uid: number;
  readonly secret?: string;
};

/** What a connection carries: `control` frames pass however long a message keeps the other connection busy. */
export type Lane = 'control' | 'messages';

export type Greeting = Hello & SessionTerms & { readonly lane: Lane };

export type Refused = {
  readonly reason: string;
  /** The peer has given this session up: whoever dials again needs a new one. */
  readonly outdated?: boolean;
};

/** @returns why `greeting` cannot be accepted; `undefined` when it can */
export function refusalOf(greeting: unknown, own: Hello): string | undefined {
  if (!isHello(greeting)) return 'the greeting cannot be read';
  if (greeting.system !== own.system) return `this is the system ${own.system}, not ${greeting.system}`;
  if (!sameSecret(greeting.secret ?? '', own.secret ?? '')) return 'the shared secret is another one';
  if (!isGreeting(greeting)) return 'the greeting names no lane or session';
  return undefined;
}

export function isHello(value: unknown): value is Hello {
  return (
    isRecord(value) &&
    typeof value['system'] === 'string' &&
    typeof value['address'] === 'string' &&
    typeof value['uid'] === 'number' &&
    (value['secret'] === undefined || typeof value['secret'] === 'string')
  );
}

export function isRefused(value: unknown): value is Refused {
  return isRecord(value) && typeof value['reason'] === 'string';
}

function isGreeting(hello: Hello): hello is Greeting {
  const { lane, session, givenUpTo } = hello as Partial<Greeting>;
  if (lane !== 'control' && lane !== 'messages') return false;
  return Number.isSafeInteger(session) && Number.isSafeInteger(givenUpTo);
}
