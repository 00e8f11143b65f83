/** Every sentence the command line says, as a type: a language that lacks one does not compile.
 *  `{name}` is filled in by `fill`. Errors are not here: they are in the catalogue of runtime/base. */
import type { Language } from '@rivulet/runtime/base';
import { EN_FACT_TEXTS } from './en-fact-texts.ts';
import { EN_TEXTS } from './en-texts.ts';
import { ZH_FACT_TEXTS } from './zh-fact-texts.ts';
import { ZH_TEXTS } from './zh-texts.ts';

export type Dictionary = {
  readonly [Name in keyof typeof EN_TEXTS | keyof typeof EN_FACT_TEXTS]: string;
};

const DICTIONARIES: Readonly<Record<Language, Dictionary>> = {
  en: { ...EN_TEXTS, ...EN_FACT_TEXTS },
  zh: { ...ZH_TEXTS, ...ZH_FACT_TEXTS },
};

export function dictionaryOf(language: Language): Dictionary {
  return DICTIONARIES[language];
}

export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
