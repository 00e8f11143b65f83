/** Content addressing, sharing between jobs, the size bound, and keys that are no keys. */
import { asId, type JobId } from '@rivulet/runtime/base';
import type { FileInfo, Storage } from '@rivulet/runtime/io';
import { describe, expect, it } from 'vitest';
import { BlobStore } from './blob-store.ts';

const [JOB, OTHER_JOB] = [asId<JobId>('job-1'), asId<JobId>('job-2')];
const BUNDLE = new TextEncoder().encode('export default 1;\n');

describe('the blob store', () => {
  it('given a bundle, when it is put, then its key is the hash of its content and it reads back', async () => {
    const { store } = storeWith(100);

    const { key } = await store.put(JOB, BUNDLE);

    expect(key).toBe('96909e1dce85ca534fd8881f6c8369a8a87e06df5a4bf81ef44a72db195b0704');
    expect(await store.get(key)).toEqual(BUNDLE);
  });

  it('given two jobs with one bundle, when the first ends, then the file stays, and goes with the second', async () => {
    const { store, files } = storeWith(100);
    const { key } = await store.put(JOB, BUNDLE);
    await store.put(OTHER_JOB, BUNDLE);
    expect(files.size).toBe(1);

    await store.release(JOB);
    expect(await store.get(key)).toEqual(BUNDLE);

    await store.release(OTHER_JOB);
    expect(files.size).toBe(0);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  });

  it('given a bundle above the limit, when it is put, then it is refused by BLOB_TOO_LARGE', async () => {
    const { store, files } = storeWith(4);

    await expect(store.put(JOB, BUNDLE)).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' });
    expect(files.size).toBe(0);
  });

  it('given a key that is a path, when it is read, then no file is touched', async () => {
    const { store } = storeWith(100);

    await expect(store.get(asId('../../etc/passwd'))).rejects.toMatchObject({ code: 'BLOB_NOT_FOUND' });
  });
});

function storeWith(limitBytes: number): { store: BlobStore; files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const storage: Pick<Storage, 'readFile' | 'writeFile' | 'remove' | 'infoSync'> = {
    readFile: async (path) => files.get(path) ?? new Uint8Array(),
    writeFile: async (path, bytes) => void files.set(path, bytes),
    remove: async (path) => void files.delete(path),
    infoSync: (path): FileInfo | undefined => {
      const bytes = files.get(path);
      return bytes === undefined ? undefined : { path, sizeBytes: bytes.length, isDirectory: false };
    },
  };
  return { store: new BlobStore(storage, { directory: '/blobs', limitBytes }), files };
}
