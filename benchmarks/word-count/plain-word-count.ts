/** The yardstick of `pnpm bench word-count`: the same work as the job beside it, by one plain Node program in one
 *  thread, with no framework. Reads the file in chunks, keeps a running count per word and hands every update to a
 *  sink that only counts. Prints one JSON line. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK_BYTES = 1 << 18;

const [, , path] = process.argv;
if (path === undefined) throw new Error('usage: plain-word-count.ts <file>');

const counts = new Map<string, number>();
let updates = 0;
let checksum = 0;

function sink(word: string, count: number): void {
  updates++;
  checksum = (checksum + count + word.length) | 0;
}

function countLine(line: string): void {
  for (const word of line.match(/[A-Za-z]+/g) ?? []) {
    const lower = word.toLowerCase();
    const count = (counts.get(lower) ?? 0) + 1;
    counts.set(lower, count);
    sink(lower, count);
  }
}

const startMs = performance.now();
const file = openSync(path, 'r');
const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
let carried = '';
for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk)) {
  const text = carried + chunk.toString('utf8', 0, length);
  let lineStart = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', lineStart)) {
    countLine(text.substring(lineStart, end));
    lineStart = end + 1;
  }
  carried = text.substring(lineStart);
}
if (carried !== '') countLine(carried);
closeSync(file);

const durationMs = performance.now() - startMs;
process.stdout.write(`${JSON.stringify({ words: updates, distinct: counts.size, durationMs, checksum })}\n`);
