/** The kinds of flags and arguments the commands are made of; each refuses what it cannot read. */
import type { Dictionary } from './texts/dictionary.ts';

type Optional = {
  readonly kind: 'parsed';
  readonly optional: true;
  readonly brief: string;
  readonly placeholder: string;
};

export type BooleanFlag = {
  readonly kind: 'boolean';
  readonly default: false;
  readonly withNegated: false;
  readonly brief: string;
};
export type NumberFlag = Optional & { parse(input: string): number };
export type TextFlag = Optional & { parse(input: string): string };
export type TextListFlag = TextFlag & { readonly variadic: true };

export function booleanFlag(brief: string): BooleanFlag {
  return { kind: 'boolean', default: false, withNegated: false, brief };
}

/** From 1. */
export function countFlag(brief: string): NumberFlag {
  return { kind: 'parsed', optional: true, brief, placeholder: 'N', parse: (input) => wholeNumber(input, 1) };
}

/** From 0, which lets the system choose. */
export function portFlag(brief: string): NumberFlag {
  return {
    kind: 'parsed',
    optional: true,
    brief,
    placeholder: 'port',
    parse: (input) => wholeNumber(input, 0),
  };
}

export function textFlag(brief: string, placeholder: string): TextFlag {
  return { kind: 'parsed', optional: true, brief, placeholder, parse: (input) => input };
}

/** `--config file` and `-D key=value`, of every command that reads the configuration. */
export function configurationFlags(texts: Dictionary): {
  readonly config: TextFlag;
  readonly define: TextListFlag;
} {
  return {
    config: textFlag(texts.flagConfig, 'file'),
    define: { ...textFlag(texts.flagDefine, 'key=value'), variadic: true },
  };
}

function wholeNumber(input: string, minimum: number): number {
  const number = Number(input);
  if (/^\d+$/.test(input) && number >= minimum && number <= 65_535) return number;
  throw new Error(`a whole number from ${minimum}`);
}
