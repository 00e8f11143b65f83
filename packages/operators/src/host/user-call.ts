/** Calls a user's function outside the per-record path (opening, timers, windows), where no generated code stands
 *  around
 *  it: what it throws becomes the operator's failure. */
import { type FailingPlace, userFailure } from './user-failure.ts';

export function userCall<R>(place: FailingPlace, call: () => R): R {
  try {
    return call();
  } catch (error) {
    throw userFailure(place, error);
  }
}
