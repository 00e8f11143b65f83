/** The rows of the tour's tables, from what the REST endpoint answers. Pure. */
import type { ActorReport } from '@rivulet/runtime/rpc';
import type { ClusterChannel, JobVertexSubtasks } from '../../rest/index.ts';
import type { Cell } from '../terminal/text-table.ts';
import type { Dictionary } from '../texts/dictionary.ts';

type Rows = readonly (readonly Cell[])[];

/** The endpoints, in the order in which a job meets them. */
export function tourActorRows(actors: readonly ActorReport[], texts: Dictionary): Rows {
  const roles = [
    { name: 'dispatcher', does: texts.actorDispatcher },
    { name: 'jobmanager', does: texts.actorJobMaster },
    { name: 'resourcemanager', does: texts.actorResourceManager },
    { name: 'taskmanager', does: texts.actorTaskExecutor },
  ];
  return roles.flatMap(({ name, does }) =>
    actors
      .filter(({ path }) => path.startsWith(`/user/rpc/${name}_`))
      .toSorted((a, b) => a.path.localeCompare(b.path))
      .map(({ path, processed }) => [path, processed, does]),
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
