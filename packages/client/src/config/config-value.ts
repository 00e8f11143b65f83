/** How the text of a configuration value becomes a number, a size in bytes, a duration in milliseconds or a choice.
 *  Flink's spellings: `32kb`, `64mb`, `10485760b`; `1ms`, `10s`, `5min`. Sizes count in 1024. */

/** `undefined` when the text is not of that kind. */
export type ConfigValueParser<T> = { readonly expected: string; parse(text: string): T | undefined };

const BYTES: Readonly<Record<string, number>> = { '': 1, b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 };
const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  sec: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export const byteSize: ConfigValueParser<number> = {
  expected: 'a size such as 32kb or 64mb',
  parse: (text) => withUnit(text, BYTES),
};

export const duration: ConfigValueParser<number> = {
  expected: 'a duration such as 10s or 5min',
  parse: (text) => (text === '-1' || text === '0' ? Number(text) : withUnit(text, MILLISECONDS)),
};

export const port: ConfigValueParser<number> = {
  expected: 'a port from 0 to 65535',
  parse: (text) => wholeNumber(text, 0, 65_535),
};

export const text: ConfigValueParser<string> = {
  expected: 'a text',
  parse: (value) => (value === '' ? undefined : value),
};

export const flag: ConfigValueParser<boolean> = {
  expected: 'true or false',
  parse: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
};

export function count(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): ConfigValueParser<number> {
  const upTo = maximum === Number.MAX_SAFE_INTEGER ? '' : ` to ${maximum}`;
  return {
    expected: `a whole number from ${minimum}${upTo}`,
    parse: (value) => wholeNumber(value, minimum, maximum),
  };
}

export function choice<const Choice extends string>(
  ...choices: readonly Choice[]
): ConfigValueParser<Choice> {
  return { expected: choices.join(' or '), parse: (value) => choices.find((each) => each === value) };
}

function wholeNumber(value: string, minimum: number, maximum: number): number | undefined {
  if (!/^\d+$/.test(value)) return undefined;
  const number = Number(value);
  return number >= minimum && number <= maximum ? number : undefined;
}

function withUnit(value: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(value.trim().toLowerCase()) ?? [];
  const factor = units[unit];
  return digits === '' || factor === undefined ? undefined : Math.round(Number(digits) * factor);
}
