/** Decides when state with a time to live is too old. What is stored is wrapped with the time it was last touched.
 *  Path: keyed state of a user → **expiry** → cell. An expired value is removed when somebody looks at it.
 *  Invariant: without a TTL nothing is wrapped and no clock is read. Source: Flink's TtlStateFactory. */
import type { StateTtl } from './state-descriptor.ts';
import { NO_VALUE } from './value-column.ts';

type Stamped = { readonly value: unknown; readonly touchedMs: number };

/** How one state stores its values. */
export type StateExpiry = {
  wrap(value: unknown): unknown;
  /** @param touch stores the value again, when reading made it young
   *  @param remove called when it has expired
   *  @returns the value, or `NO_VALUE` */
  unwrap(stored: unknown, touch: (stored: unknown) => void, remove: () => void): unknown;
};

export const NO_EXPIRY: StateExpiry = { wrap: (value) => value, unwrap: (stored) => stored };

export function stateExpiryOf(ttl: StateTtl | undefined, nowMs: () => number): StateExpiry {
  if (ttl === undefined) return NO_EXPIRY;
  const { ttlMs, update = 'on-create-and-write', visibility = 'never-return-expired' } = ttl;
  const wrap = (value: unknown): Stamped => ({ value, touchedMs: nowMs() });
  return {
    wrap,
    unwrap: (stored, touch, remove) => {
      if (stored === NO_VALUE) return NO_VALUE;
      const { value, touchedMs } = stored as Stamped;
      if (nowMs() >= touchedMs + ttlMs) {
        remove();
        return visibility === 'never-return-expired' ? NO_VALUE : value;
      }
      if (update === 'on-read-and-write') touch(wrap(value));
      return value;
    },
  };
}
