/** The system messages that cross nodes, as bodies of `system` frames: watching, unwatching and a death.
 *  Creation, failures and supervision stay on one node: parents and children live together. */
import type { ActorRef } from '../actor-ref.ts';
import { isRecord } from './is-record.ts';

export type Place = readonly [path: string, uid: number];

export type SystemFrame =
  | { readonly kind: 'watch' | 'unwatch'; readonly to: Place; readonly watcher: Place }
  /** `to` is the watcher; `subject` died. */
  | {
      readonly kind: 'deathNotice';
      readonly to: Place;
      readonly subject: Place;
      readonly existenceConfirmed: boolean;
    };

export function placeOf(ref: ActorRef): Place {
  return [ref.path, ref.uid];
}

export function isSystemFrame(value: unknown): value is SystemFrame {
  if (!isRecord(value) || !isPlace(value['to'])) return false;
  if (value['kind'] === 'deathNotice') {
    return isPlace(value['subject']) && typeof value['existenceConfirmed'] === 'boolean';
  }
  return (value['kind'] === 'watch' || value['kind'] === 'unwatch') && isPlace(value['watcher']);
}

function isPlace(value: unknown): value is Place {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';
}
