/** The commands, their flags and their help. Each command's code is loaded only when it runs, so that `--help` and the
 *  small commands start fast. Source: commands.md. */
import type { Language } from '@rivulet/runtime/base';
import { type Application, buildApplication, buildCommand, buildRouteMap, type Command } from '@stricli/core';
import { appTextOf } from './app-text.ts';
import type { CliContext } from './cli-context.ts';
import type { ActorsFlags } from './commands/actors-command.ts';
import type { CancelFlags } from './commands/cancel-command.ts';
import type { ChannelsFlags } from './commands/channels-command.ts';
import type { ClusterStartFlags } from './commands/cluster-start-command.ts';
import type { ClusterStatusFlags } from './commands/cluster-status-command.ts';
import type { ExplainFlags } from './commands/explain-command.ts';
import type { InfoFlags } from './commands/info-command.ts';
import type { JobManagerFlags } from './commands/job-manager-command.ts';
import type { ListFlags } from './commands/list-command.ts';
import type { MailboxFlags } from './commands/mailbox-command.ts';
import type { RunFlags } from './commands/run-command.ts';
import type { SlotsFlags } from './commands/slots-command.ts';
import type { TaskManagerFlags } from './commands/task-manager-command.ts';
import type { ThreadsFlags } from './commands/threads-command.ts';
import type { TraceFlags } from './commands/trace-command.ts';
import type { WhyFlags } from './commands/why-command.ts';
import { exitCodeOf } from './exit-code.ts';
import { booleanFlag, configurationFlags, countFlag, portFlag, textFlag } from './flag-kinds.ts';
import { withJsonErrors } from './json-errors.ts';
import { type Dictionary, dictionaryOf } from './texts/dictionary.ts';

export function cliApp(language: Language, verbose: boolean): Application<CliContext> {
  const texts = dictionaryOf(language);
  const root = buildRouteMap({
    routes: {
      run: runRoute(texts),
      info: infoRoute(texts),
      list: listRoute(texts),
      cancel: cancelRoute(texts),
      cluster: buildRouteMap({
        routes: {
          start: clusterStartRoute(texts),
          stop: clusterStopRoute(texts),
          status: clusterStatusRoute(texts),
        },
        docs: { brief: texts.clusterBrief },
      }),
      actors: actorsRoute(texts),
      explain: explainRoute(texts),
      threads: threadsRoute(texts),
      slots: slotsRoute(texts),
      why: whyRoute(texts),
      channels: channelsRoute(texts),
      mailbox: mailboxRoute(texts),
      trace: traceRoute(texts),
      jobmanager: jobManagerRoute(texts),
      taskmanager: taskManagerRoute(texts),
      'tour-start': tourRoute(texts),
    },
    docs: { brief: texts.appBrief },
  });
  return buildApplication<CliContext>(root, {
    name: 'rivulet',
    scanner: { caseStyle: 'allow-kebab-for-camel' },
    documentation: { disableAnsiColor: true },
    localization: { text: appTextOf(language, verbose) },
    determineExitCode: exitCodeOf,
  });
}

function runRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<RunFlags, [string], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/run-command.ts')).runCommand),
    parameters: {
      flags: {
        parallelism: countFlag(texts.flagParallelism),
        taskmanagers: countFlag(texts.flagTaskManagers),
        slots: countFlag(texts.flagSlots),
        jobmanager: textFlag(texts.flagJobManager, 'host:port'),
        detached: booleanFlag(texts.flagDetached),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { p: 'parallelism', D: 'define', d: 'detached' },
      positional: onlyArgument('job.ts', texts.argumentJob),
    },
    docs: { brief: texts.runBrief, fullDescription: texts.runFull },
  });
}

function infoRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<InfoFlags, [string], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/info-command.ts')).infoCommand),
    parameters: {
      flags: {
        parallelism: countFlag(texts.flagParallelism),
        slots: booleanFlag(texts.flagInfoSlots),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { p: 'parallelism', D: 'define' },
      positional: onlyArgument('job.ts', texts.argumentJob),
    },
    docs: { brief: texts.infoBrief, fullDescription: texts.infoFull },
  });
}

function listRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ListFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/list-command.ts')).listCommand),
    parameters: {
      flags: {
        all: booleanFlag(texts.flagAll),
        jobmanager: textFlag(texts.flagJobManager, 'host:port'),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { a: 'all', D: 'define' },
    },
    docs: { brief: texts.listBrief, fullDescription: texts.listFull },
  });
}

function cancelRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<CancelFlags, [string], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/cancel-command.ts')).cancelCommand),
    parameters: {
      flags: {
        jobmanager: textFlag(texts.flagJobManager, 'host:port'),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { D: 'define' },
      positional: onlyArgument('job', texts.argumentJobId),
    },
    docs: { brief: texts.cancelBrief, fullDescription: texts.cancelFull },
  });
}

function clusterStartRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ClusterStartFlags, [], CliContext>({
    loader: async () =>
      withJsonErrors((await import('./commands/cluster-start-command.ts')).clusterStartCommand),
    parameters: {
      flags: {
        taskmanagers: countFlag(texts.flagTaskManagers),
        slots: countFlag(texts.flagSlots),
        restPort: portFlag(texts.flagRestPort),
        detach: booleanFlag(texts.flagDetach),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { D: 'define', d: 'detach' },
    },
    docs: { brief: texts.clusterStartBrief, fullDescription: texts.clusterStartFull },
  });
}

function clusterStopRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ClusterStatusFlags, [], CliContext>({
    loader: async () =>
      withJsonErrors((await import('./commands/cluster-stop-command.ts')).clusterStopCommand),
    parameters: { flags: { json: booleanFlag(texts.flagJson) } },
    docs: { brief: texts.clusterStopBrief, fullDescription: texts.clusterStopFull },
  });
}

function clusterStatusRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ClusterStatusFlags, [], CliContext>({
    loader: async () =>
      withJsonErrors((await import('./commands/cluster-status-command.ts')).clusterStatusCommand),
    parameters: { flags: { json: booleanFlag(texts.flagJson) } },
    docs: { brief: texts.clusterStatusBrief, fullDescription: texts.clusterStatusFull },
  });
}

function jobManagerRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<JobManagerFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/job-manager-command.ts')).jobManagerCommand),
    parameters: {
      flags: { json: booleanFlag(texts.flagJson), ...configurationFlags(texts) },
      aliases: { D: 'define' },
    },
    docs: { brief: texts.jobManagerBrief, fullDescription: texts.jobManagerFull },
  });
}

function taskManagerRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<TaskManagerFlags, [], CliContext>({
    loader: async () =>
      withJsonErrors((await import('./commands/task-manager-command.ts')).taskManagerCommand),
    parameters: {
      flags: {
        jobmanager: textFlag(texts.flagRpcAddress, 'host:port'),
        slots: countFlag(texts.flagSlots),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { D: 'define' },
    },
    docs: { brief: texts.taskManagerBrief, fullDescription: texts.taskManagerFull },
  });
}

function actorsRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ActorsFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/actors-command.ts')).actorsCommand),
    parameters: { flags: lookingFlags(texts), aliases: { D: 'define' } },
    docs: { brief: texts.actorsBrief, fullDescription: texts.actorsFull },
  });
}

function explainRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ExplainFlags, [string], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/explain-command.ts')).explainCommand),
    parameters: {
      flags: {
        job: textFlag(texts.flagExplainJob, 'id'),
        jobmanager: textFlag(texts.flagJobManager, 'host:port'),
        json: booleanFlag(texts.flagJson),
        ...configurationFlags(texts),
      },
      aliases: { D: 'define' },
      positional: onlyArgument('question', texts.argumentQuestion),
    },
    docs: { brief: texts.explainBrief, fullDescription: texts.explainFull },
  });
}

function threadsRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ThreadsFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/threads-command.ts')).threadsCommand),
    parameters: {
      flags: { job: textFlag(texts.flagThreadsJob, 'id'), ...lookingFlags(texts) },
      aliases: { D: 'define' },
    },
    docs: { brief: texts.threadsBrief, fullDescription: texts.threadsFull },
  });
}

function slotsRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<SlotsFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/slots-command.ts')).slotsCommand),
    parameters: { flags: lookingFlags(texts), aliases: { D: 'define' } },
    docs: { brief: texts.slotsBrief, fullDescription: texts.slotsFull },
  });
}

function whyRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<WhyFlags, [string], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/why-command.ts')).whyCommand),
    parameters: {
      flags: lookingFlags(texts),
      aliases: { D: 'define' },
      positional: onlyArgument('job', texts.argumentJobId),
    },
    docs: { brief: texts.whyBrief, fullDescription: texts.whyFull },
  });
}

function channelsRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<ChannelsFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/channels-command.ts')).channelsCommand),
    parameters: {
      flags: { job: textFlag(texts.flagJob, 'id'), ...lookingFlags(texts) },
      aliases: { D: 'define' },
    },
    docs: { brief: texts.channelsBrief, fullDescription: texts.channelsFull },
  });
}

function mailboxRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<MailboxFlags, string[], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/mailbox-command.ts')).mailboxCommand),
    parameters: {
      flags: {
        payloads: booleanFlag(texts.flagPayloads),
        count: countFlag(texts.flagCount),
        ...lookingFlags(texts),
      },
      aliases: { D: 'define' },
      positional: {
        kind: 'array',
        parameter: { parse: String, placeholder: 'path', brief: texts.argumentMailbox },
        minimum: 1,
        maximum: 2,
      },
    },
    docs: { brief: texts.mailboxBrief, fullDescription: texts.mailboxFull },
  });
}

function traceRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<TraceFlags, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/trace-command.ts')).traceCommand),
    parameters: {
      flags: {
        actor: textFlag(texts.flagActor, 'path'),
        job: textFlag(texts.flagTraceJob, 'job'),
        mermaid: booleanFlag(texts.flagMermaid),
        all: booleanFlag(texts.flagTraceAll),
        ...lookingFlags(texts),
      },
      aliases: { D: 'define' },
    },
    docs: { brief: texts.traceBrief, fullDescription: texts.traceFull },
  });
}

function tourRoute(texts: Dictionary): Command<CliContext> {
  return buildCommand<Record<never, never>, [], CliContext>({
    loader: async () => withJsonErrors((await import('./commands/tour-start-command.ts')).tourStartCommand),
    parameters: {},
    docs: { brief: texts.tourBrief, fullDescription: texts.tourFull },
  });
}

function lookingFlags(texts: Dictionary) {
  return {
    watch: booleanFlag(texts.flagWatch),
    jobmanager: textFlag(texts.flagJobManager, 'host:port'),
    json: booleanFlag(texts.flagJson),
    ...configurationFlags(texts),
  } as const;
}

function onlyArgument(placeholder: string, brief: string) {
  return { kind: 'tuple', parameters: [{ parse: String, placeholder, brief }] } as const;
}
