/** Imports a job module (Node strips the types) and gives its default export.
 *  Path: `rivulet run job.ts` → **loader** → build → job graph. Every way a module can be wrong has a code of its own
 *  and names the file, and the line where there is one. */
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isJobDefinition, type JobDefinition, userLocationOf } from '@rivulet/api';
import { isStreamError, streamError } from '@rivulet/runtime/base';
import type { Storage } from '@rivulet/runtime/io';

/** @throws JOB_MODULE_NOT_FOUND, JOB_MODULE_INVALID, JOB_MODULE_NO_DEFAULT */
export async function loadJob(module: URL, storage: Pick<Storage, 'infoSync'>): Promise<JobDefinition> {
  const file = fileURLToPath(module);
  const info = storage.infoSync(file);
  if (info === undefined || info.isDirectory) throw streamError('JOB_MODULE_NOT_FOUND', { file });
  const { default: definition } = await importModule(module, file);
  if (!isJobDefinition(definition)) throw streamError('JOB_MODULE_NO_DEFAULT', { file });
  return definition;
}

async function importModule(module: URL, file: string): Promise<{ readonly default?: unknown }> {
  try {
    return (await import(module.href)) as { readonly default?: unknown };
  } catch (error) {
    if (isStreamError(error)) throw error;
    const location = syntaxErrorLocation(error) ?? userLocationOf(error) ?? file;
    throw streamError('JOB_MODULE_INVALID', { file, reason: reasonOf(error), location }, error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.name}: ${error.message.split('\n').find((line) => line.trim() !== '') ?? ''}`;
}

/** Node writes where it could not parse on the first line of the stack: `file:///home/ada/job.ts:3`. */
function syntaxErrorLocation(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const [, place = '', line = ''] = /^((?:file:\/\/)?\/.*):(\d+)\n/.exec(error.stack ?? '') ?? [];
  const path = place.startsWith('file:') ? fileURLToPath(place) : place;
  return isAbsolute(path) ? `${path}:${line}` : undefined;
}
