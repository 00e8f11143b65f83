/** Looks once, or with `--watch` every second until Ctrl-C: redrawn in place on a terminal, else one below the other,
 *  and with `--json` one document a line. */
import type { ClusterClient } from '../../cluster-client.ts';
import type { CliContext } from '../cli-context.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { openClusterClient } from './open-cluster-client.ts';

export type LookingFlags = ConfigurationFlags & {
  readonly watch: boolean;
  readonly jobmanager?: string;
  readonly json: boolean;
};

/** What one look found: for programs, and for people. */
export type Look = { readonly document: unknown; readonly lines: readonly string[] };

const PERIOD_MS = 1_000;

export async function watchCluster(
  context: CliContext,
  flags: LookingFlags,
  look: (client: ClusterClient) => Promise<Look>,
): Promise<void> {
  const { terminal, interrupts, io } = context;
  const client = openClusterClient(context, await readConfiguration(context, flags), flags.jobmanager);
  const redraw = flags.watch && !flags.json && terminal.canRedraw(false);
  let stop = (): void => undefined;
  if (flags.watch) interrupts.listen(() => stop());
  do {
    const { document, lines } = await look(client);
    if (flags.json) terminal.json(document);
    else if (redraw) terminal.status(lines);
    else for (const line of lines) terminal.out(line);
    if (!flags.watch || interrupts.requested) return;
    await new Promise<void>((resolve) => {
      const timer = io.timers.after(PERIOD_MS, resolve);
      stop = () => {
        timer.cancel();
        resolve();
      };
    });
  } while (!interrupts.requested);
}
