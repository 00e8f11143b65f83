/** Reads the text of a rivulet.yaml: flat keys (`rest.port: 8081`) or nested ones, as Flink's config.yaml has them. */
import { streamError } from '@rivulet/runtime/base';
import { parse } from 'yaml';

export type ConfigFile = { readonly path: string; readonly entries: ReadonlyMap<string, string> };

/** @throws CONFIG_FILE_INVALID */
export function parseConfigFile(path: string, content: string): ConfigFile {
  let document: unknown;
  try {
    document = parse(content);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw streamError('CONFIG_FILE_INVALID', { file: path, reason }, error);
  }
  const entries = new Map<string, string>();
  if (document !== null) flatten(path, '', document, entries);
  return { path, entries };
}

function flatten(path: string, prefix: string, value: unknown, entries: Map<string, string>): void {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    if (prefix !== '') {
      entries.set(prefix, String(value));
      return;
    }
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) {
      flatten(path, prefix === '' ? name : `${prefix}.${name}`, inner, entries);
    }
    return;
  }
  const reason = prefix === '' ? 'it is not a list of keys' : `${prefix} has no plain value`;
  throw streamError('CONFIG_FILE_INVALID', { file: path, reason });
}
