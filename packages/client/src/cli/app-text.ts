/** The built-in words of the command parser (help, usage errors) in both languages; its errors as our error lines. */
import { type Language, streamError } from '@rivulet/runtime/base';
import {
  type ApplicationText,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core';
import { errorLine } from './terminal/error-line.ts';
import { dictionaryOf, fill } from './texts/dictionary.ts';

export function appTextOf(language: Language, verbose: boolean): ApplicationText {
  const texts = dictionaryOf(language);
  const usageLine = (reason: string): string =>
    errorLine(streamError('CLIENT_USAGE', { reason, command: '<command>' }), language);
  const shown = (error: unknown): string => {
    const line = errorLine(error, language);
    return verbose && error instanceof Error ? `${line}\n${error.stack ?? ''}` : line;
  };
  return {
    ...text_en,
    keywords: { default: texts.defaultKeyword, separator: texts.separatorKeyword },
    headers: {
      usage: texts.usageHeader,
      aliases: texts.aliasesHeader,
      commands: texts.commandsHeader,
      flags: texts.flagsHeader,
      arguments: texts.argumentsHeader,
    },
    briefs: {
      help: texts.helpBrief,
      helpAll: texts.helpBrief,
      version: texts.helpBrief,
      argumentEscapeSequence: texts.argumentsAfterDashes,
    },
    noCommandRegisteredForInput: ({ input, corrections }) =>
      usageLine(fill(texts.unknownCommand, { input, corrections: suggestions(corrections, language) })),
    exceptionWhileParsingArguments: (error) =>
      usageLine(error instanceof ArgumentScannerError ? scannerMessage(error, language) : String(error)),
    exceptionWhileLoadingCommandFunction: shown,
    exceptionWhileLoadingCommandContext: shown,
    exceptionWhileRunningCommand: shown,
    commandErrorResult: shown,
  };
}

function scannerMessage(error: ArgumentScannerError, language: Language): string {
  const texts = dictionaryOf(language);
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: ({ input, corrections }) =>
      fill(texts.unknownFlag, {
        input: dashed(input),
        corrections: suggestions(corrections.map(dashed), language),
      }),
    AliasNotFoundError: ({ input }) => fill(texts.unknownFlag, { input: `-${input}`, corrections: '' }),
    ArgumentParseError: ({ externalFlagNameOrPlaceholder: name, input, exception }) =>
      fill(texts.badValue, { name, input, reason: exception instanceof Error ? exception.message : '' }),
    UnexpectedPositionalError: ({ input }) => fill(texts.unexpectedArgument, { input }),
    UnexpectedFlagError: ({ input }) => fill(texts.unexpectedArgument, { input }),
    UnsatisfiedFlagError: ({ externalFlagName }) =>
      fill(texts.missingValue, { input: dashed(externalFlagName) }),
    UnsatisfiedPositionalError: ({ placeholder }) => fill(texts.missingValue, { input: `<${placeholder}>` }),
  });
}

function dashed(name: string): string {
  return name.startsWith('-') ? name : `--${name}`;
}

function suggestions(names: readonly string[], language: Language): string {
  if (names.length === 0) return '';
  return language === 'zh' ? `（您是否想写 ${names.join('、')}？）` : ` (did you mean ${names.join(', ')}?)`;
}
