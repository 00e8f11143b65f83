/** The door to files: blobs, text sources and text sinks. Synchronous calls are for task threads, which own their
 *  time; actors use the asynchronous ones. Paths are absolute. */

export type FileInfo = { readonly path: string; readonly sizeBytes: number; readonly isDirectory: boolean };

export type FileReader = {
  readonly sizeBytes: number;
  /** Reads at `position` into `target`; returns the number of bytes read, 0 at the end. */
  readSync(target: Uint8Array, position: number): number;
  close(): void;
};

export type FileWriter = {
  /** Returns when all bytes have been handed to the system. */
  writeSync(bytes: Uint8Array): void;
  close(): void;
};

export type Storage = {
  /** Where the system keeps what need not last. */
  readonly temporaryDirectory: string;
  readFile(path: string): Promise<Uint8Array>;
  /** Creates missing folders; the file appears whole or not at all. */
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  /** `undefined` when nothing is there. */
  infoSync(path: string): FileInfo | undefined;
  /** Direct children, sorted by path. */
  listSync(path: string): readonly FileInfo[];
  /** Files matching a glob, sorted by path. */
  globSync(pattern: string): readonly FileInfo[];
  openReadSync(path: string): FileReader;
  /** The decompressed bytes of a gzip file, chunk by chunk. */
  readGzip(path: string): AsyncIterable<Uint8Array>;
  openWriteSync(path: string): FileWriter;
  makeDirectorySync(path: string): void;
  renameSync(from: string, to: string): void;
  removeSync(path: string): void;
};
