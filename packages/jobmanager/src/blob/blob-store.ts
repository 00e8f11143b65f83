/** Job bundles as files named by their content hash, so that two jobs of one program share one file.
 *  Path: REST `POST /jobs` → `put` → `GET /blobs/:key` → TaskManager, which imports the file.
 *  Invariant: a blob lives while a job holds it, and goes with the last one.
 *  Source: Flink's BlobServer, permanent blobs. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { asId, type BlobKey, type JobId, streamError } from '@rivulet/runtime/base';
import type { Storage } from '@rivulet/runtime/io';

export type BlobStoreOptions = {
  /** Absolute; created when the first blob comes. */
  readonly directory: string;
  /** Bound of one blob: a bundle is code, data belongs in files. */
  readonly limitBytes: number;
};

export class BlobStore {
  readonly #storage: Pick<Storage, 'readFile' | 'writeFile' | 'remove' | 'infoSync'>;
  readonly #options: BlobStoreOptions;
  readonly #holders = new Map<BlobKey, Set<JobId>>();

  constructor(
    storage: Pick<Storage, 'readFile' | 'writeFile' | 'remove' | 'infoSync'>,
    options: BlobStoreOptions,
  ) {
    this.#storage = storage;
    this.#options = options;
  }

  /** Keeps `bytes` for the job; `added` is false when the job held them already. @throws BLOB_TOO_LARGE */
  async put(jobId: JobId, bytes: Uint8Array): Promise<{ readonly key: BlobKey; readonly added: boolean }> {
    const { limitBytes } = this.#options;
    if (bytes.length > limitBytes)
      throw streamError('BLOB_TOO_LARGE', { sizeBytes: bytes.length, limitBytes });
    const key = asId<BlobKey>(createHash('sha256').update(bytes).digest('hex'));
    const holders = this.#holders.get(key) ?? new Set();
    const added = !holders.has(jobId);
    this.#holders.set(key, holders.add(jobId));
    if (this.#storage.infoSync(this.#fileOf(key)) === undefined) {
      await this.#storage.writeFile(this.#fileOf(key), bytes);
    }
    return { key, added };
  }

  /** @throws BLOB_NOT_FOUND */
  async get(key: BlobKey): Promise<Uint8Array> {
    // The key comes from a URL and names a file: only a held one is looked up.
    if (!this.#holders.has(key)) throw streamError('BLOB_NOT_FOUND', { key });
    return this.#storage.readFile(this.#fileOf(key));
  }

  /** The job has ended: its blobs go (or only `one` of them), unless another job holds them too. */
  async release(jobId: JobId, one?: BlobKey): Promise<void> {
    for (const [key, holders] of this.#holders) {
      if ((one !== undefined && key !== one) || !holders.delete(jobId) || holders.size > 0) continue;
      this.#holders.delete(key);
      await this.#storage.remove(this.#fileOf(key));
    }
  }

  /** Removes every blob. Idempotent. */
  async close(): Promise<void> {
    const keys = [...this.#holders.keys()];
    this.#holders.clear();
    for (const key of keys) await this.#storage.remove(this.#fileOf(key));
  }

  /** `.mjs`, so that the file can be imported as it is. */
  #fileOf(key: BlobKey): string {
    return join(this.#options.directory, `${key}.mjs`);
  }
}
