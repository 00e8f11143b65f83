/** The simulated file door: what holds for real files holds for these. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MemoryStorage } from './memory-storage.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('storage in memory', () => {
  it('given files in folders, when listed and globbed, then the answers are those of a file system', async () => {
    const storage = new MemoryStorage();
    await storage.writeFile('/in/a.txt', bytesOf('a'));
    await storage.writeFile('/in/deep/b.txt', bytesOf('bb'));
    storage.makeDirectorySync('/out');

    expect(storage.listSync('/in').map((info) => [info.path, info.isDirectory])).toEqual([
      ['/in/a.txt', false],
      ['/in/deep', true],
    ]);
    expect(storage.globSync('/in/*.txt').map((info) => info.path)).toEqual(['/in/a.txt']);
    expect(storage.globSync('/in/**/*.{txt,md}')).toHaveLength(2);
    expect(storage.infoSync('/out')?.isDirectory).toBe(true);
    expect(() => storage.listSync('/none')).toThrow('/none');
  });

  it('given a writer, when its file is renamed, then readers find it under the new name only', () => {
    const storage = new MemoryStorage();
    const writer = storage.openWriteSync('/out/.part-0.inprogress');
    writer.writeSync(bytesOf('one '));
    writer.writeSync(bytesOf('two'));
    writer.close();

    storage.renameSync('/out/.part-0.inprogress', '/out/part-0');

    const target = new Uint8Array(10);
    const length = storage.openReadSync('/out/part-0').readSync(target, 4);
    expect(new TextDecoder().decode(target.subarray(0, length))).toBe('two');
    expect(storage.infoSync('/out/.part-0.inprogress')).toBeUndefined();
  });

  it('given a gzip file, when read, then it is decompressed', async () => {
    const storage = new MemoryStorage();
    await storage.writeFile('/text.gz', gzipSync('hello'));

    const chunks: Uint8Array[] = [];
    for await (const chunk of storage.readGzip('/text.gz')) chunks.push(chunk);

    expect(Buffer.concat(chunks).toString()).toBe('hello');
  });
});
