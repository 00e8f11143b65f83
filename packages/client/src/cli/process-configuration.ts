/** The configuration of this process, read from where the person keeps it: `--config`, `RIVULET_CONFIG`, or a
 *  rivulet.yaml in the working directory; then the environment; then `-D`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { streamError } from '@rivulet/runtime/base';
import { Configuration } from '../config/configuration.ts';
import type { CliContext } from './cli-context.ts';

export type ConfigurationFlags = { readonly config?: string; readonly define?: readonly string[] };

const DEFAULT_FILE = 'rivulet.yaml';

/** @throws CONFIG_… */
export async function readConfiguration(
  { environment, workingDirectory }: Pick<CliContext, 'environment' | 'workingDirectory'>,
  { config, define = [] }: ConfigurationFlags,
): Promise<Configuration> {
  const chosen = config ?? environment['RIVULET_CONFIG'];
  const path = resolve(workingDirectory, chosen ?? DEFAULT_FILE);
  const content = readIfThere(path, chosen !== undefined);
  if (content === undefined) return new Configuration({ environment, flags: define });
  // The YAML parser is loaded only when there is YAML.
  const { parseConfigFile } = await import('../config/config-file.ts');
  return new Configuration({ environment, flags: define, file: parseConfigFile(path, content) });
}

function readIfThere(path: string, required: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !required) return undefined;
    throw streamError('CONFIG_FILE_INVALID', { file: path, reason: message }, error);
  }
}
