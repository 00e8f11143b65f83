/** Which part of which file each subtask of a text source reads.
 *  Every subtask lists the files itself, in the same order, and takes every parallelism-th split: no coordination.
 *  Invariant: the splits of all subtasks cover each byte of each file once. Compressed files are one split each. */
import { streamError } from '@rivulet/runtime/base';
import type { FileInfo, Storage } from '@rivulet/runtime/io';

export type TextSplit = {
  readonly path: string;
  /** Lines whose first byte is in [start, end) belong to the split. */
  readonly start: number;
  readonly end: number;
  readonly isCompressed: boolean;
};

/** Small enough that 8 subtasks share a 64 MB file evenly, large enough that opening files does not show. */
export const SPLIT_BYTES = 4_194_304;

/** @throws StreamError FILE_NOT_FOUND when a path matches nothing */
export function textSplitsOf(
  storage: Storage,
  paths: readonly string[],
  workingDirectory: string,
  splitBytes: number = SPLIT_BYTES,
): TextSplit[] {
  return paths
    .flatMap((path) => filesOf(storage, path, workingDirectory))
    .flatMap((file) => splitsOf(file, splitBytes));
}

function filesOf(storage: Storage, path: string, workingDirectory: string): readonly FileInfo[] {
  const info = storage.infoSync(path);
  if (info?.isDirectory === true) return storage.listSync(path).filter(isDataFile);
  const files = info === undefined ? storage.globSync(path) : [info];
  if (files.length === 0) throw streamError('FILE_NOT_FOUND', { path, workingDirectory });
  return files;
}

/** Hidden files of a folder are other programs' (and our sinks') work in progress. */
function isDataFile({ path, isDirectory }: FileInfo): boolean {
  return !isDirectory && !/\/[._][^/]*$/.test(path);
}

function splitsOf({ path, sizeBytes }: FileInfo, splitBytes: number): TextSplit[] {
  if (path.endsWith('.gz')) return [{ path, start: 0, end: Infinity, isCompressed: true }];
  const splits: TextSplit[] = [];
  for (let start = 0; start < sizeBytes; start += splitBytes) {
    splits.push({ path, start, end: Math.min(start + splitBytes, sizeBytes), isCompressed: false });
  }
  return splits;
}
