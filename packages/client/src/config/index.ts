/** Public names of `client/config`: keys, values, and where each came from. */
export { CONFIG_KEY_NAMES, CONFIG_KEYS, type ConfigKey, type ConfigValues } from './config-keys.ts';
export { type ConfigFile, parseConfigFile } from './config-file.ts';
export { Configuration, type ConfigurationSources } from './configuration.ts';
