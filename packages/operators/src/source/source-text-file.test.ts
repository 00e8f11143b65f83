/** Text sources: which lines come, from which subtask, whatever the splits, the line ends and the characters. */
import { gzipSync } from 'node:zlib';
import { SimWorld } from '@rivulet/runtime/io/sim';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OperatorHost } from '../host/operator-host.ts';
import { TextFileSource } from './source-text-file.ts';
import { SplitTextReader } from './split-text-reader.ts';
import { textSplitsOf } from './text-splits.ts';

const storage = new SimWorld().node('tm').storage;

function host(subtaskIndex: number, parallelism: number, emit: (value: unknown) => void): OperatorHost {
  return {
    subtaskIndex,
    parallelism,
    workingDirectory: '/data',
    storage,
    emit,
    canEmit: () => true,
  } as unknown as OperatorHost;
}

async function linesOf(paths: string[], parallelism = 1, splitBytes?: number): Promise<string[]> {
  const lines: string[] = [];
  for (let i = 0; i < parallelism; i++) {
    const source = new TextFileSource(
      host(i, parallelism, (line) => lines.push(line as string)),
      paths,
      splitBytes,
    );
    for (let status = source.step(); status !== 'finished'; status = source.step()) await source.pending;
  }
  return lines;
}

async function write(path: string, text: string | Uint8Array): Promise<void> {
  await storage.writeFile(path, typeof text === 'string' ? new TextEncoder().encode(text) : text);
}

/** The lines a person sees. */
function expectedLines(text: string): string[] {
  const lines = text.split('\n').map((line, i, all) => (i < all.length - 1 ? line.replace(/\r$/, '') : line));
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'é', '诗', '\u{1f600}', '\r'), maxLength: 20 });
const textOf = fc
  .tuple(fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 40 }), line)
  .map(([lines, last]) => lines.map(([text, end]) => text + end).join('') + last);

describe('text file source', () => {
  it('given any text, split size and parallelism, then every line comes exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        textOf,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 5 }),
        async (text, splitBytes, parallelism) => {
          await write('/data/any.txt', text);
          const lines = await linesOf(['/data/any.txt'], parallelism, splitBytes);
          expect(lines.toSorted()).toEqual(expectedLines(text).toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('given chunks smaller than lines, when a split is read, then its lines are whole and in order', async () => {
    await fc.assert(
      fc.asyncProperty(textOf, fc.integer({ min: 4, max: 64 }), async (text, chunkBytes) => {
        await write('/data/chunks.txt', text);
        const [split] = textSplitsOf(storage, ['/data/chunks.txt'], '/data');
        let read = '';
        if (split !== undefined) {
          const reader = new SplitTextReader(storage, split, chunkBytes);
          for (let run = reader.nextRun(); run !== undefined; run = reader.nextRun()) read += run;
        }
        expect(read).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('given a folder, then its files and those of its folders are read in order, without hidden ones', async () => {
    await write('/data/folder/b.txt', 'second\n');
    await write('/data/folder/a.txt', 'first');
    await write('/data/folder/.part-0.inprogress', 'hidden\n');
    await write('/data/folder/inner/c.txt', 'deep\n');
    await write('/data/folder/.hidden/d.txt', 'hidden too\n');
    expect(await linesOf(['/data/folder'])).toEqual(['first', 'second', 'deep']);
    expect(await linesOf(['/data/folder/*.txt'])).toEqual(['first', 'second']);
  });

  it('given a compressed file, then it is one split, read whole by one subtask', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `line ${i} 诗`).join('\n');
    await write('/data/poems.txt.gz', gzipSync(text));
    expect(await linesOf(['/data/poems.txt.gz'], 3, 100)).toEqual(text.split('\n'));
  });

  it('given a byte order mark, then it is no part of the first line', async () => {
    await write('/data/bom.txt', '\ufeffone\n\ufefftwo\n');
    expect(await linesOf(['/data/bom.txt'])).toEqual(['one', '\ufefftwo']);
  });

  it('given an empty file, then no line comes', async () => {
    await write('/data/empty.txt', '');
    expect(await linesOf(['/data/empty.txt'], 2)).toEqual([]);
  });

  it('given a path that matches nothing, then FILE_NOT_FOUND names it and the working directory', async () => {
    await expect(linesOf(['/data/absent/*.txt'])).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
      details: { path: '/data/absent/*.txt', workingDirectory: '/data' },
    });
  });

  it('given a broken compressed file, then STORAGE_FAILED', async () => {
    await write('/data/broken.gz', 'no gzip');
    await expect(linesOf(['/data/broken.gz'])).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
  });
});
