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

export type SplitOptions = {
  readonly parallelism?: number;
  /** Overrides the size that follows from the files and the parallelism. */
  readonly splitBytes?: number | undefined;
};

/** Several splits for each subtask even out what they read; large enough that opening files does not show. */
const SPLITS_PER_SUBTASK = 4;
const SMALLEST_SPLIT_BYTES = 32_768;
const LARGEST_SPLIT_BYTES = 4_194_304;

/** @throws StreamError FILE_NOT_FOUND when a path matches nothing */
export function textSplitsOf(
  storage: Storage,
  paths: readonly string[],
  workingDirectory: string,
  { parallelism = 1, splitBytes }: SplitOptions = {},
): TextSplit[] {
  const files = paths.flatMap((path) => filesOf(storage, path, workingDirectory));
  const size = splitBytes ?? evenSplitBytes(files, parallelism);
  return files.flatMap((file) => splitsOf(file, size));
}

function evenSplitBytes(files: readonly FileInfo[], parallelism: number): number {
  if (parallelism === 1) return LARGEST_SPLIT_BYTES;
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const even = Math.ceil(totalBytes / (parallelism * SPLITS_PER_SUBTASK));
  return Math.min(LARGEST_SPLIT_BYTES, Math.max(SMALLEST_SPLIT_BYTES, even));
}

function filesOf(storage: Storage, path: string, workingDirectory: string): readonly FileInfo[] {
  const info = storage.infoSync(path);
  if (info?.isDirectory === true) return filesUnder(storage, path);
  const files = info === undefined ? storage.globSync(path) : [info];
  if (files.length === 0) throw streamError('FILE_NOT_FOUND', { path, workingDirectory });
  return files;
}

/** All files of a folder and the folders in it, as Flink's file source takes them. Hidden ones are left out: they are
 *  other programs' (and our sinks') work in progress. */
function filesUnder(storage: Storage, folder: string): readonly FileInfo[] {
  const visible = storage.listSync(folder).filter(({ path }) => !/\/[._][^/]*$/.test(path));
  return visible.flatMap((info) => (info.isDirectory ? filesUnder(storage, info.path) : [info]));
}

function splitsOf({ path, sizeBytes }: FileInfo, splitBytes: number): TextSplit[] {
  if (path.endsWith('.gz')) return [{ path, start: 0, end: Infinity, isCompressed: true }];
  const splits: TextSplit[] = [];
  for (let start = 0; start < sizeBytes; start += splitBytes) {
    splits.push({ path, start, end: Math.min(start + splitBytes, sizeBytes), isCompressed: false });
  }
  return splits;
}
