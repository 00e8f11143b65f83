/** The words of a command line, sorted: what the command takes, what holds for every command (`--lang`, `--verbose`),
 *  and what follows `--`, which belongs to the job. */

export type CommandLine = {
  readonly words: readonly string[];
  /** Absent when there was no `--`. */
  readonly jobArguments?: readonly string[];
  readonly lang?: string;
  readonly verbose: boolean;
};

export function parseCommandLine(all: readonly string[]): CommandLine {
  const dashes = all.indexOf('--');
  const own = dashes < 0 ? all : all.slice(0, dashes);
  const words: string[] = [];
  let lang: string | undefined;
  let verbose = false;
  for (let index = 0; index < own.length; index++) {
    const word = own[index] ?? '';
    if (word === '--verbose') verbose = true;
    else if (word === '--lang') lang = own[++index] ?? '';
    else if (word.startsWith('--lang=')) lang = word.slice('--lang='.length);
    else words.push(word);
  }
  return {
    words,
    verbose,
    ...(lang === undefined ? {} : { lang }),
    ...(dashes < 0 ? {} : { jobArguments: all.slice(dashes + 1) }),
  };
}
