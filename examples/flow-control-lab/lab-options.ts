/** What a person may set on the lab's command line. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Language } from './lab-texts.ts';

export type LabOptions = {
  readonly seconds: number;
  readonly slowMs: number;
  readonly rate: number;
  readonly svg: string;
  readonly help: boolean;
};

const DEFAULT_SVG = new URL('./throughput.svg', import.meta.url);

/** @throws Error that says which option is wrong */
export function labOptionsOf(args: readonly string[]): LabOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seconds: { type: 'string', default: '12' },
      'slow-ms': { type: 'string', default: '1' },
      rate: { type: 'string', default: '20000' },
      svg: { type: 'string', default: fileURLToPath(DEFAULT_SVG) },
      lang: { type: 'string' },
      help: { type: 'boolean', default: false, short: 'h' },
    },
  });
  const stranger = positionals.find((name) => name !== 'flow-control');
  if (stranger !== undefined) throw new Error(`there is no lab '${stranger}', only 'flow-control'`);
  return {
    seconds: positiveNumber('--seconds', values.seconds),
    slowMs: positiveNumber('--slow-ms', values['slow-ms']),
    rate: positiveNumber('--rate', values.rate),
    svg: values.svg,
    help: values.help,
  };
}

/** Known before the other options are, so that complaints about those are in it. */
export function labLanguageOf(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const flag = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  const { RIVULET_LANG, LC_ALL, LANG } = environment;
  return (flag || RIVULET_LANG || LC_ALL || LANG || 'en').toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function positiveNumber(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new Error(`${name} is ${text}, not a number above 0`);
  return value;
}
