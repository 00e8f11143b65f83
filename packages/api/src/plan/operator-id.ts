/** Stable ids: a `uid` names an operator for good; without one its position does (which outputs it reads, and the
 *  how-manieth consumer of each it is). An operator added elsewhere changes no id, so a task thread, which
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
  const consumerCounts = new Map<string, number>();
  const placeAfter = (output: string): string => {
    const ordinal = consumerCounts.get(output) ?? 0;
    consumerCounts.set(output, ordinal + 1);
    return `${output}/${ordinal}`;
  };
  for (const transformation of transformations) {
    const { inputs, kind, uid } = transformation;
    const outputs = inputs.flat().map(({ producer, tag }) => outputName(ids.get(producer), tag));
    const places = outputs.length === 0 ? [placeAfter('source')] : outputs.map(placeAfter);
    const seed = uid === undefined ? `at:${places.join('+')}/${kind}` : `uid:${uid}`;
    ids.set(transformation, hash128(seed));
  }
  return ids;
}

/** The id under which the functions of an edge are found: its key selector, its partitioner.
 *  @param edgeIndex counts the edges into that operator, over all its inputs */
export function edgeFunctionsIdOf(consumerOperatorId: string, edgeIndex: number): string {
  return hash128(`edge:${consumerOperatorId}/${edgeIndex}`);
}

function outputName(producerId: string | undefined, tag: string | undefined): string {
  return tag === undefined ? String(producerId) : `${producerId}:${tag}`;
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
