/** Stable ids: a `uid` names an operator for good; without one its position does (which input it reads, and the
 *  how-manieth consumer of that input it is). An operator added elsewhere changes no id, so a task thread, which
 *  builds the program again, and later a savepoint, find their operators. Source: Flink's StreamGraphHasherV2. */
import { streamError } from '@rivulet/runtime/base';
import { hash128 } from './hash128.ts';
import { displayName, type Transformation } from './transformation.ts';

/** @returns an id per transformation @throws JOB_UID_DUPLICATE */
export function operatorIdsOf(
  transformations: readonly Transformation[],
): ReadonlyMap<Transformation, string> {
  checkUids(transformations);
  const ids = new Map<Transformation, string>();
  const consumerCounts = new Map<Transformation | 'sources', number>();
  for (const transformation of transformations) {
    const producer = transformation.input?.producer;
    const ordinal = consumerCounts.get(producer ?? 'sources') ?? 0;
    consumerCounts.set(producer ?? 'sources', ordinal + 1);
    const position = `${producer === undefined ? 'source' : ids.get(producer)}/${ordinal}/${transformation.kind}`;
    const seed = transformation.uid === undefined ? `at:${position}` : `uid:${transformation.uid}`;
    ids.set(transformation, hash128(seed));
  }
  return ids;
}

/** The id under which a hash edge's key selector is found: one per consuming operator. */
export function keySelectorIdOf(consumerOperatorId: string): string {
  return hash128(`key:${consumerOperatorId}`);
}

function checkUids(transformations: readonly Transformation[]): void {
  const owners = new Map<string, Transformation>();
  for (const transformation of transformations) {
    const { uid } = transformation;
    if (uid === undefined) continue;
    const owner = owners.get(uid);
    if (owner !== undefined) {
      throw streamError('JOB_UID_DUPLICATE', {
        uid,
        first: displayName(owner),
        second: displayName(transformation),
      });
    }
    owners.set(uid, transformation);
  }
}
