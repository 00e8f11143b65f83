/** An operator's stage as a plain function: what a host without code generation calls for each record.
 *  Path: close-chain.ts or a test driver → **stage function** → the user's function → `emit`.
 *  Invariant: it does what the generated chain does; operator-chain.test.ts compares the two. */
import { assert } from '@rivulet/runtime/base';
import type { Stage } from './operator.ts';
import { userCall } from './user-call.ts';
import type { FailingPlace } from './user-failure.ts';

export type RecordFunction = (value: unknown) => void;

/** @param stage absent for a source, which emits by itself */
export function stageFunction(
  stage: Stage | undefined,
  emit: RecordFunction,
  place: FailingPlace,
): RecordFunction {
  switch (stage?.kind) {
    case undefined:
      return emit;
    case 'map':
      return (value) => emit(userCall(place, () => stage.fn(value)));
    case 'filter':
      return (value) => {
        if (userCall(place, () => stage.fn(value))) emit(value);
      };
    case 'flat-map': {
      const out = { collect: emit };
      return (value) =>
        userCall(place, () => {
          for (const one of stage.fn(value, out) ?? []) emit(one);
        });
    }
    case 'transform':
      if (!stage.callsUser) return (value) => emit(stage.apply(value));
      return (value) => emit(userCall(place, () => stage.apply(value)));
    case 'absorb':
    case 'absorb-two':
      if (!stage.callsUser) return (value) => stage.absorb(value);
      return (value) => userCall(place, () => stage.absorb(value));
  }
}

/** For the second of two connected streams. */
export function secondStageFunction(stage: Stage | undefined, place: FailingPlace): RecordFunction {
  return (value) => {
    assert(stage?.kind === 'absorb-two', 'only a head with two inputs has a second');
    userCall(place, () => stage.absorbSecond(value));
  };
}
