/** The input of the benchmark: the English text of the examples, repeated to a size and kept for later runs. */
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const TEXT = new URL('../../examples/word-count/data/alice.txt', import.meta.url);

/** @returns the path of a file of at least `megabytes` million bytes, made of whole repetitions of the text */
export function textOfSize(megabytes: number): string {
  const path = join(tmpdir(), `rivulet-bench-text-${megabytes}mb.txt`);
  const wanted = megabytes * 1_000_000;
  if (existsSync(path) && statSync(path).size >= wanted) return path;
  const text = readFileSync(TEXT);
  const file = openSync(`${path}.partial`, 'w');
  for (let written = 0; written < wanted; written += text.length) writeSync(file, text);
  closeSync(file);
  renameSync(`${path}.partial`, path);
  return path;
}
