/** The rows of the tour's tables, from what the REST endpoint answers. Pure. */
import type { ClusterActors, ClusterChannel, JobVertexSubtasks } from '../../rest/index.ts';
import type { Cell } from '../output/text-table.ts';

type Rows = readonly (readonly Cell[])[];

/** The busiest of each process; a TaskManager's id is long, its beginning tells it apart. */
const ACTORS_PER_PROCESS = 5;

export function tourActorRows(processes: readonly ClusterActors[]): Rows {
  return processes.flatMap(({ process, actors }) =>
    actors
      .filter(({ processed }) => processed > 0)
      .toSorted((a, b) => b.processed - a.processed)
      .slice(0, ACTORS_PER_PROCESS)
      .map(({ path, processed }) => [shortId(process), path.replace(/^.*?\/\/[^/]*/, ''), processed]),
  );
}

/** With one sharing group, subtask i of every vertex is in one slot. */
export function tourSlotRows(vertices: readonly JobVertexSubtasks[]): Rows {
  const slots = new Map<
    string,
    { readonly taskManager: string; readonly subtask: number; readonly names: string[] }
  >();
  for (const { name, parallelism, subtasks } of vertices) {
    for (const { subtask, 'taskmanager-id': taskManager } of subtasks) {
      const key = `${taskManager} ${subtask}`;
      const slot = slots.get(key) ?? { taskManager, subtask, names: [] };
      slot.names.push(`${name} (${subtask + 1}/${parallelism})`);
      slots.set(key, slot);
    }
  }
  return [...slots.values()]
    .toSorted((a, b) => a.taskManager.localeCompare(b.taskManager) || a.subtask - b.subtask)
    .map(({ taskManager, subtask, names }) => [shortId(taskManager), String(subtask + 1), names.join(', ')]);
}

/** All channels into one subtask from its own TaskManager, and all from others. */
export function tourChannelRows(
  channels: readonly ClusterChannel[],
  kinds: Readonly<Record<'local' | 'remote', string>>,
): Rows {
  const groups = new Map<string, ClusterChannel[]>();
  for (const channel of channels) {
    const key = `${channel.consumerTaskName} ${channel.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), channel]);
  }
  return [...groups.values()]
    .toSorted(([a], [b]) => (a?.consumerTaskName ?? '').localeCompare(b?.consumerTaskName ?? ''))
    .map((group) => {
      const total = (figure: (channel: ClusterChannel) => number): number =>
        group.reduce((sum, channel) => sum + figure(channel), 0);
      const [{ consumerTaskName, kind } = { consumerTaskName: '', kind: 'local' as const }] = group;
      return [
        `${group.length} → ${consumerTaskName}`,
        kinds[kind],
        total(({ buffersReceived }) => buffersReceived),
        total(({ bytesReceived }) => bytesReceived),
        kind === 'local' ? '–' : total(({ creditsAnnounced }) => creditsAnnounced),
        kind === 'local' ? '–' : total(({ creditMessages }) => creditMessages),
      ];
    });
}

function shortId(id: string): string {
  return /^[0-9a-f]{32}$/.test(id) ? id.slice(0, 8) : id;
}
