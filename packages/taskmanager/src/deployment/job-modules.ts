/** Where a task thread imports a job's module from: the author's own file, or a bundle fetched once per TaskManager.
 *  Path: submitTask → **job-modules** → `GET /blobs/<key>` → temp folder → URL for the task thread.
 *  Invariant: a file is handed out only if its SHA-256 is its key, and goes when the last job that used it has left.
 *  Source: Flink's permanent blob cache. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BlobKey, type JobId, streamError } from '@rivulet/runtime/base';
import type { JobModule } from '@rivulet/runtime/graph';
import type { Io, NetworkAddress } from '@rivulet/runtime/io';
import { httpGet } from './http-get.ts';

const FETCH_TIMEOUT_MS = 30_000;
/** A bundle is code; data belongs in files. Above what the blob store takes, so that it decides. */
const BUNDLE_LIMIT_BYTES = 256 * 1024 * 1024;

type CachedBundle = { readonly url: Promise<string>; readonly path: string; readonly holders: Set<JobId> };

export class JobModules {
  readonly #io: Pick<Io, 'network' | 'timers' | 'storage' | 'log'>;
  readonly #directory: string;
  readonly #secret: string | undefined;
  readonly #bundles = new Map<BlobKey, CachedBundle>();

  /** @param directory absolute, this TaskManager's own; created when the first bundle comes
   *  @param secret what the REST endpoint asks for, if anything */
  constructor(io: Pick<Io, 'network' | 'timers' | 'storage' | 'log'>, directory: string, secret?: string) {
    this.#io = io;
    this.#directory = directory;
    this.#secret = secret;
  }

  /** @throws BLOB_FETCH_FAILED, BLOB_CORRUPT */
  async urlOf(module: JobModule, jobId: JobId, blobServer: NetworkAddress | undefined): Promise<string> {
    if (module.kind === 'url') return module.url;
    const { key } = module;
    const bundle = this.#bundles.get(key) ?? this.#load(key, blobServer);
    bundle.holders.add(jobId);
    try {
      return await bundle.url;
    } catch (error) {
      // The next task tries again.
      if (this.#bundles.get(key) === bundle) this.#bundles.delete(key);
      throw error;
    }
  }

  /** The job runs nothing here any more. */
  async release(jobId: JobId): Promise<void> {
    for (const [key, bundle] of this.#bundles) {
      if (bundle.holders.delete(jobId) && bundle.holders.size === 0) await this.#remove(key, bundle);
    }
  }

  /** Removes every bundle, and the folder unless somebody else put something there. Idempotent. */
  async close(): Promise<void> {
    for (const [key, bundle] of this.#bundles) await this.#remove(key, bundle);
    const { storage } = this.#io;
    const folder = storage.infoSync(this.#directory);
    if (folder?.isDirectory === true && storage.listSync(this.#directory).length === 0) {
      await storage.remove(this.#directory);
    }
  }

  #load(key: BlobKey, blobServer: NetworkAddress | undefined): CachedBundle {
    // The key names a file and a URL path: hex digits can do neither harm.
    const path = join(this.#directory, `${/^[0-9a-f]+$/.test(key) ? key : 'invalid'}.mjs`);
    const bundle = { path, holders: new Set<JobId>(), url: this.#fetch(key, path, blobServer) };
    this.#bundles.set(key, bundle);
    return bundle;
  }

  async #fetch(key: BlobKey, path: string, blobServer: NetworkAddress | undefined): Promise<string> {
    const address = blobServer === undefined ? 'the JobManager' : `${blobServer.host}:${blobServer.port}`;
    const failed = (reason: string, cause?: unknown): Error =>
      streamError('BLOB_FETCH_FAILED', { key, address, reason }, cause);
    if (blobServer === undefined) throw failed('it runs no REST endpoint');
    const options = {
      timeoutMs: FETCH_TIMEOUT_MS,
      answerLimitBytes: BUNDLE_LIMIT_BYTES,
      secret: this.#secret,
    };
    const answer = await httpGet(this.#io, blobServer, `/blobs/${key}`, options).catch((error: unknown) => {
      throw failed(error instanceof Error ? error.message : String(error), error);
    });
    if (answer.status !== 200) throw failed(`HTTP status ${answer.status}`);
    const actual = createHash('sha256').update(answer.body).digest('hex');
    if (actual !== key) throw streamError('BLOB_CORRUPT', { key, address, actual });
    await this.#io.storage.writeFile(path, answer.body);
    this.#io.log.info({ key, sizeBytes: answer.body.length, from: address }, 'job bundle fetched');
    return pathToFileURL(path).href;
  }

  async #remove(key: BlobKey, bundle: CachedBundle): Promise<void> {
    this.#bundles.delete(key);
    try {
      await bundle.url;
      await this.#io.storage.remove(bundle.path);
    } catch {
      // It was never written, or somebody cleared the folder: either way it is gone.
    }
  }
}
