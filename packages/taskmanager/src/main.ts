/** A TaskManager process: `main.ts '<TaskManagerConfig as JSON>'`, every field optional. Opens the real doors, starts
 *  the TaskManager, prints one line of JSON when it is ready, and ends in order on SIGINT or SIGTERM.
 *  `rivulet taskmanager` reads rivulet.yaml and flags and starts the same value; this entry is for everybody else. */
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { isStreamError } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { startTaskManager } from './start-task-manager.ts';
import { DEFAULT_TASK_MANAGER_CONFIG, type TaskManagerConfig } from './task-manager-config.ts';

const io = openNodeIo({ logFields: { process: 'taskmanager' } });

try {
  const given = JSON.parse(process.argv[2] ?? '{}') as Partial<TaskManagerConfig>;
  const taskManager = await startTaskManager(
    {
      ...DEFAULT_TASK_MANAGER_CONFIG,
      cpuCores: availableParallelism(),
      physicalMemoryBytes: totalmem(),
      directory: join(io.storage.temporaryDirectory, `rivulet-taskmanager-${process.pid}`),
      ...given,
    },
    io,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void taskManager.close());
  const { resourceId, rpcAddress, dataAddress } = taskManager;
  io.console.out(`${JSON.stringify({ resourceId, rpc: rpcAddress, data: dataAddress })}\n`);
  await taskManager.terminated;
} catch (error) {
  const text = isStreamError(error) ? `${error.code}: ${error.message}. ${error.help('en')}` : String(error);
  io.console.err(`${text}\n`);
  process.exitCode = 1;
}
