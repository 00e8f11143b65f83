/** The file door on a real temporary folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeIds } from './node-ids.ts';
import { NodeStorage } from './node-storage.ts';

const storage = new NodeStorage(new NodeIds());
const folder = mkdtempSync(join(tmpdir(), 'rivulet-storage-'));
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

afterAll(() => rmSync(folder, { recursive: true }));

describe('the real storage', () => {
  it('given a nested path, when a file is written, then it is listed, globbed, read back and removed', async () => {
    const path = join(folder, 'a', 'b.txt');

    await storage.writeFile(path, bytesOf('hello'));

    expect(storage.infoSync(path)).toEqual({ path, sizeBytes: 5, isDirectory: false });
    expect(storage.listSync(join(folder, 'a'))).toHaveLength(1);
    expect(storage.globSync(join(folder, '**/*.txt')).map((info) => info.path)).toEqual([path]);
    expect([...(await storage.readFile(path))]).toEqual([...bytesOf('hello')]);
    await storage.remove(path);
    expect(storage.infoSync(path)).toBeUndefined();
  });

  it('given an open writer and reader, when used synchronously, then positions and sizes hold', () => {
    const path = join(folder, 'sync.bin');
    const writer = storage.openWriteSync(path);
    writer.writeSync(bytesOf('abc'));
    writer.writeSync(bytesOf('def'));
    writer.close();

    const reader = storage.openReadSync(path);
    const target = new Uint8Array(4);

    expect(reader.sizeBytes).toBe(6);
    expect(reader.readSync(target, 3)).toBe(3);
    expect(new TextDecoder().decode(target.subarray(0, 3))).toBe('def');
    expect(reader.readSync(target, 6)).toBe(0);
    reader.close();
  });

  it('given a gzip file, when read, then it is decompressed chunk by chunk', async () => {
    const path = join(folder, 'text.gz');
    const text = 'all the world is a stage\n'.repeat(20_000);
    writeFileSync(path, gzipSync(text));

    const chunks: Uint8Array[] = [];
    for await (const chunk of storage.readGzip(path)) chunks.push(chunk);

    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.concat(chunks).toString()).toBe(text);
  });

  it('given a missing file, when read in any way, then STORAGE_FAILED names it', async () => {
    const path = join(folder, 'missing');
    const failure = { code: 'STORAGE_FAILED', details: { path } };

    await expect(storage.readFile(path)).rejects.toMatchObject(failure);
    expect(() => storage.openReadSync(path)).toThrow(path);
    const reading = async (): Promise<void> => {
      for await (const chunk of storage.readGzip(path)) expect(chunk).toBeUndefined();
    };
    await expect(reading()).rejects.toMatchObject(failure);
  });
});
