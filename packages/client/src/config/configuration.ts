/** The configuration of one process: flag > environment > file > default, each value with where it came from.
 *  An unknown key is an error with a suggestion, never ignored: a misspelt limit is worse than none.
 *  Pure: the command line hands in what it read. */
import { streamError } from '@rivulet/runtime/base';
import {
  CONFIG_KEY_NAMES,
  CONFIG_KEYS,
  type ConfigKey,
  type ConfigKeySpec,
  type ConfigValues,
} from './config-keys.ts';
import { nearestName } from './nearest-name.ts';

export type ConfigurationSources = {
  /** `key=value` each, from `-D`. */
  readonly flags?: readonly string[];
  /** Only names beginning with `RIVULET_` are looked at. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly file?: { readonly path: string; readonly entries: ReadonlyMap<string, string> };
};

/** Variables that are not configuration keys. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set(['RIVULET_LANG', 'RIVULET_CONFIG', 'RIVULET_RUN_DIR']);

export class Configuration {
  readonly #entries = new Map<ConfigKey, { readonly text: string; readonly origin: string }>();

  /** @throws CONFIG_KEY_UNKNOWN, CONFIG_VALUE_INVALID, CLIENT_USAGE for a `-D` without `=` */
  constructor({ flags = [], environment = {}, file }: ConfigurationSources = {}) {
    for (const [name, text] of file?.entries ?? []) this.#set(name, text, file?.path ?? '');
    for (const [variable, text] of Object.entries(environment)) {
      if (!variable.startsWith('RIVULET_') || OTHER_VARIABLES.has(variable) || text === undefined) continue;
      const name = CONFIG_KEY_NAMES.find((known) => variableOf(known) === variable);
      this.#set(name ?? nameOfVariable(variable), text, variable);
    }
    for (const flag of flags) {
      const equals = flag.indexOf('=');
      if (equals <= 0) {
        throw streamError('CLIENT_USAGE', { reason: `-D ${flag} is not key=value`, command: 'run' });
      }
      this.#set(flag.slice(0, equals), flag.slice(equals + 1), '-D');
    }
  }

  get<K extends ConfigKey>(key: K): ConfigValues[K] {
    const { parser, defaultText } = CONFIG_KEYS[key] as ConfigKeySpec<unknown>;
    const given = this.#entries.get(key)?.text;
    return (
      given === undefined ? (parser.parse(defaultText) ?? defaultText) : parser.parse(given)
    ) as ConfigValues[K];
  }

  /** Whether somebody set it, and where; `default` otherwise. */
  originOf(key: ConfigKey): string {
    return this.#entries.get(key)?.origin ?? 'default';
  }

  /** The settings that differ from the defaults, as `-D` arguments for another process. */
  toFlags(): readonly string[] {
    return [...this.#entries].map(([key, { text }]) => `${key}=${text}`);
  }

  #set(name: string, text: string, origin: string): void {
    const key = CONFIG_KEY_NAMES.find((known) => known === name);
    if (key === undefined) {
      const suggestion = nearestName(name, CONFIG_KEY_NAMES);
      throw streamError('CONFIG_KEY_UNKNOWN', {
        key: name,
        origin,
        suggestion,
        known: CONFIG_KEY_NAMES.join(', '),
      });
    }
    const { parser } = CONFIG_KEYS[key];
    if (parser.parse(text) === undefined) {
      throw streamError('CONFIG_VALUE_INVALID', { key, origin, expected: parser.expected, value: text });
    }
    this.#entries.set(key, { text, origin });
  }
}

/** `rest.port` → `RIVULET_REST_PORT`. */
function variableOf(key: ConfigKey): string {
  return `RIVULET_${key.replace(/[.-]/g, '_').toUpperCase()}`;
}

function nameOfVariable(variable: string): string {
  return variable.slice('RIVULET_'.length).toLowerCase().replaceAll('_', '.');
}
