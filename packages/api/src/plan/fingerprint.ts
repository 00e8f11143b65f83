/** A short proof that two builds of one job are the same program: operators, chains, parallelism and edges.
 *  Checked by each task thread against the graph it was sent. Parameters (paths, elements) are left out: the task uses
 *  those of the graph it was sent, and they may name the client's folders. */
import type { JobGraph } from '@rivulet/runtime/graph';
import { hash128 } from './hash128.ts';

export function fingerprintOf({ version, vertices, dataSets }: Omit<JobGraph, 'fingerprint'>): string {
  const structure = [
    version,
    vertices.map(({ parallelism, maxParallelism, slotSharingGroup, chain }) => [
      parallelism,
      maxParallelism,
      slotSharingGroup,
      chain.map(({ id, kind, inputOperatorId, inputTag }) => [
        id,
        kind,
        inputOperatorId ?? null,
        inputTag ?? null,
      ]),
    ]),
    dataSets.map(({ id, producerOperatorId, producerTag, inputIndex, partitioning }) => [
      id,
      producerOperatorId,
      producerTag ?? null,
      inputIndex,
      partitioning.kind,
    ]),
  ];
  return hash128(JSON.stringify(structure));
}
