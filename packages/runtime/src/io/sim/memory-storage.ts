/** Files in memory, with the real storage's errors. One per simulated node; it outlives the node's crashes, as a disk
 *  does. Directories exist when made, or when a file lies in them. */
import { gunzipSync } from 'node:zlib';
import { streamError, type StreamError } from '../../base/index.ts';
import type { FileInfo, FileReader, FileWriter, Storage } from '../storage.ts';
import { globPattern } from './glob-pattern.ts';

const GZIP_CHUNK_BYTES = 65_536;

export class MemoryStorage implements Storage {
  readonly temporaryDirectory: string = '/tmp';
  readonly #files = new Map<string, Uint8Array>();
  readonly #directories = new Set<string>();

  async readFile(path: string): Promise<Uint8Array> {
    return this.#get('read', path).slice();
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(path, bytes.slice());
  }

  async remove(path: string): Promise<void> {
    this.removeSync(path);
  }

  infoSync(path: string): FileInfo | undefined {
    const bytes = this.#files.get(path);
    if (bytes !== undefined) return { path, sizeBytes: bytes.length, isDirectory: false };
    const isDirectory = this.#directories.has(path) || this.#below(path).length > 0;
    return isDirectory ? { path, sizeBytes: 0, isDirectory } : undefined;
  }

  listSync(path: string): readonly FileInfo[] {
    if (this.infoSync(path)?.isDirectory !== true) throw missing('list', path);
    const directories = [...this.#directories].filter((directory) => directory.startsWith(`${path}/`));
    const names = [...this.#below(path), ...directories].map(
      (inner) => inner.slice(path.length + 1).split('/')[0] ?? '',
    );
    return this.#infos([...new Set(names)].map((name) => `${path}/${name}`));
  }

  globSync(pattern: string): readonly FileInfo[] {
    const expression = globPattern(pattern);
    return this.#infos([...this.#files.keys()].filter((path) => expression.test(path)));
  }

  openReadSync(path: string): FileReader {
    const bytes = this.#get('open', path);
    return {
      sizeBytes: bytes.length,
      readSync: (target, position) => {
        const slice = bytes.subarray(position, position + target.length);
        target.set(slice);
        return slice.length;
      },
      close: () => {},
    };
  }

  async *readGzip(path: string): AsyncIterable<Uint8Array> {
    const bytes = gunzipSync(this.#get('decompress', path));
    for (let start = 0; start < bytes.length; start += GZIP_CHUNK_BYTES) {
      yield bytes.subarray(start, start + GZIP_CHUNK_BYTES);
    }
  }

  openWriteSync(path: string): FileWriter {
    this.#files.set(path, new Uint8Array(0));
    const append = (bytes: Uint8Array): void => {
      const old = this.#get('write', path);
      const joined = new Uint8Array(old.length + bytes.length);
      joined.set(old);
      joined.set(bytes, old.length);
      this.#files.set(path, joined);
    };
    return { writeSync: append, close: () => {} };
  }

  makeDirectorySync(path: string): void {
    this.#directories.add(path);
  }

  renameSync(from: string, to: string): void {
    const bytes = this.#get('rename', from);
    this.#files.delete(from);
    this.#files.set(to, bytes);
  }

  removeSync(path: string): void {
    this.#files.delete(path);
    this.#directories.delete(path);
    for (const inner of this.#below(path)) this.#files.delete(inner);
  }

  #get(operation: string, path: string): Uint8Array {
    const bytes = this.#files.get(path);
    if (bytes === undefined) throw missing(operation, path);
    return bytes;
  }

  #below(path: string): string[] {
    return [...this.#files.keys()].filter((file) => file.startsWith(`${path}/`));
  }

  #infos(paths: readonly string[]): FileInfo[] {
    const infos = paths.map((path) => this.infoSync(path)).filter((info) => info !== undefined);
    return infos.sort((a, b) => (a.path < b.path ? -1 : 1));
  }
}

function missing(operation: string, path: string): StreamError {
  return streamError('STORAGE_FAILED', { operation, path, reason: 'ENOENT: no such file or directory' });
}
