/** `rivulet cluster status`: each process of the local cluster, and whether it is there. */
import { streamError } from '@rivulet/runtime/base';
import type { CliContext } from '../cli-context.ts';
import { textTable } from '../terminal/text-table.ts';
import { ClusterStateFile, isRunning } from '../process/cluster-state-file.ts';
import { fill } from '../texts/dictionary.ts';

export type ClusterStatusFlags = { readonly json: boolean };

export async function clusterStatusCommand(this: CliContext, flags: ClusterStatusFlags): Promise<void> {
  const { terminal, texts, environment } = this;
  const file = new ClusterStateFile(environment);
  const state = file.read();
  if (state === undefined) throw streamError('LOCAL_CLUSTER_ABSENT', {});
  const processes = state.processes.map((each) => ({ ...each, running: isRunning(each.pid, each.role) }));
  if (flags.json) {
    terminal.json({ ...state, processes, folder: file.folder });
    return;
  }
  const { restAddress, slots } = state;
  terminal.out(fill(texts.clusterReady, { address: restAddress, slots, folder: file.folder }));
  const rows = processes.map(({ role, pid, address, running }) => [
    role,
    String(pid),
    address,
    running ? texts.processRunning : texts.processGone,
  ]);
  const header = [texts.columnRole, texts.columnPid, texts.columnAddress, texts.columnStatus];
  for (const line of textTable(header, rows)) terminal.out(line);
}
