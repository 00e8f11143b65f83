/** The real file system. Every failure is a STORAGE_FAILED that names the operation and the path.
 *  Invariant: `writeFile` publishes whole files only (a temporary name, then a rename). */
import {
  createReadStream,
  globSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Ids } from '../ids.ts';
import type { FileInfo, FileReader, FileWriter, Storage } from '../storage.ts';
import { NodeFileReader, NodeFileWriter } from './node-file.ts';
import { guarded, storageFailure } from './storage-failure.ts';

export class NodeStorage implements Storage {
  readonly temporaryDirectory: string = tmpdir();
  readonly #ids: Ids;

  constructor(ids: Ids) {
    this.#ids = ids;
  }

  async readFile(path: string): Promise<Uint8Array> {
    try {
      return await readFile(path);
    } catch (error) {
      throw storageFailure('read', path, error);
    }
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${path}.${this.#ids.hex128()}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, bytes);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw storageFailure('write', path, error);
    }
  }

  async remove(path: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw storageFailure('remove', path, error);
    }
  }

  infoSync(path: string): FileInfo | undefined {
    const stats = guarded('look at', path, () => statSync(path, { throwIfNoEntry: false }));
    return stats === undefined ? undefined : fileInfo(path, stats);
  }

  listSync(path: string): readonly FileInfo[] {
    const names = guarded('list', path, () => readdirSync(path));
    return this.#infos(names.map((name) => join(path, name)));
  }

  globSync(pattern: string): readonly FileInfo[] {
    const paths = guarded('list', pattern, () => globSync(pattern));
    return this.#infos(paths).filter((info) => !info.isDirectory);
  }

  openReadSync(path: string): FileReader {
    return new NodeFileReader(path);
  }

  async *readGzip(path: string): AsyncIterable<Uint8Array> {
    // The callback is required by `pipeline`; the failure itself reaches the reader through the iteration.
    const decompressed = pipeline(createReadStream(path), createGunzip(), () => {});
    try {
      for await (const chunk of decompressed) yield chunk as Uint8Array;
    } catch (error) {
      throw storageFailure('decompress', path, error);
    }
  }

  openWriteSync(path: string): FileWriter {
    return new NodeFileWriter(path);
  }

  makeDirectorySync(path: string): void {
    guarded('create', path, () => mkdirSync(path, { recursive: true }));
  }

  renameSync(from: string, to: string): void {
    guarded('rename', from, () => renameSync(from, to));
  }

  removeSync(path: string): void {
    guarded('remove', path, () => rmSync(path, { recursive: true, force: true }));
  }

  /** A file that vanished between listing and looking is left out. */
  #infos(paths: readonly string[]): FileInfo[] {
    const infos = paths.map((path) => this.infoSync(path)).filter((info) => info !== undefined);
    return infos.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function fileInfo(path: string, stats: Stats): FileInfo {
  return { path, sizeBytes: stats.size, isDirectory: stats.isDirectory() };
}
