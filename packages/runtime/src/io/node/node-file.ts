/** Open files of the real storage: positioned reads and appended writes, synchronous, for task threads.
 *  Invariant: `close` is idempotent. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileReader, FileWriter } from '../storage.ts';
import { guarded } from './storage-failure.ts';
import { writeFully } from './write-fully.ts';

export class NodeFileReader implements FileReader {
  readonly sizeBytes: number;
  readonly #path: string;
  #fileDescriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
    const fileDescriptor = guarded('open', path, () => openSync(path, 'r'));
    this.#fileDescriptor = fileDescriptor;
    this.sizeBytes = fstatSync(fileDescriptor).size;
  }

  readSync(target: Uint8Array, position: number): number {
    return guarded('read', this.#path, () =>
      readSync(this.#fileDescriptor ?? -1, target, 0, target.length, position),
    );
  }

  close(): void {
    if (this.#fileDescriptor !== undefined) closeSync(this.#fileDescriptor);
    this.#fileDescriptor = undefined;
  }
}

export class NodeFileWriter implements FileWriter {
  readonly #path: string;
  #fileDescriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#fileDescriptor = guarded('create', path, () => openSync(path, 'w'));
  }

  writeSync(bytes: Uint8Array): void {
    guarded('write', this.#path, () => writeFully(this.#fileDescriptor ?? -1, bytes));
  }

  close(): void {
    if (this.#fileDescriptor !== undefined) closeSync(this.#fileDescriptor);
    this.#fileDescriptor = undefined;
  }
}
