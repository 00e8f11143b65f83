/** Makes one ESM file of a job module and everything it imports, for task threads in other processes.
 *  Path: `rivulet run --jobmanager …` → **bundle** → REST → blob store → task thread. The content hash is its name,
 *  so the same job uploaded twice is one blob. Invariant: `import.meta.url` still names the author's file, and the
 *  inline source map leads a stack back to it. */
import { createHash } from 'node:crypto';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BlobKey, asId, streamError } from '@rivulet/runtime/base';
import type { Storage } from '@rivulet/runtime/io';
import { build, type BuildFailure, type Loader, type Message, type Plugin } from 'esbuild';

export type JobBundle = { readonly key: BlobKey; readonly code: Uint8Array };

/** @throws JOB_BUNDLE_FAILED with file and line of the first error */
export async function bundleJob(module: URL, storage: Pick<Storage, 'readFile'>): Promise<JobBundle> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    conditions: ['rivulet-src'],
    sourcemap: 'inline',
    sourcesContent: false,
    // Sources are written relative to the output, so the (never written) output lies beside the module.
    sourceRoot: new URL('.', module).href,
    outfile: fileURLToPath(new URL('job.mjs', module)),
    banner: { js: REQUIRE_FOR_COMMONJS },
    plugins: [keepImportMetaUrl(storage)],
    logLevel: 'silent',
  }).catch((error: unknown) => {
    throw bundleFailure(error);
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { key: asId<BlobKey>(createHash('sha256').update(code).digest('hex')), code };
}

/** CommonJS packages in an ESM bundle call `require` for Node's own modules. */
const REQUIRE_FOR_COMMONJS = [
  `import { createRequire as rivuletCreateRequire } from 'node:module';`,
  `var require = rivuletCreateRequire(import.meta.url);`,
].join(' ');

/** A job may read files beside itself; in a bundle `import.meta.url` would name the bundle. Lines stay in place. */
function keepImportMetaUrl(storage: Pick<Storage, 'readFile'>): Plugin {
  return {
    name: 'keep-import-meta-url',
    setup: (context) => {
      context.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
        const source = new TextDecoder().decode(await storage.readFile(path));
        if (!source.includes('import.meta.url')) return undefined;
        const url = JSON.stringify(pathToFileURL(path).href);
        return { contents: source.replaceAll('import.meta.url', url), loader: loaderOf(path) };
      });
    },
  };
}

function loaderOf(path: string): Loader {
  if (path.endsWith('.tsx')) return 'tsx';
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  return path.endsWith('.jsx') ? 'jsx' : 'js';
}

function bundleFailure(error: unknown): Error {
  const first: Message | undefined = (error as Partial<BuildFailure>).errors?.[0];
  if (first === undefined)
    return streamError('JOB_BUNDLE_FAILED', { reason: String(error), location: '?' }, error);
  const { text, location } = first;
  const place = location === null ? '?' : `${location.file}:${location.line}:${location.column + 1}`;
  return streamError('JOB_BUNDLE_FAILED', { reason: text, location: place });
}
