/** `rivulet taskmanager`: one TaskManager in this process, until it is interrupted or gives up finding a JobManager. */
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { startTaskManager } from '@rivulet/taskmanager';
import { taskManagerConfigOf } from '../../cluster/task-manager-config.ts';
import type { CliContext } from '../cli-context.ts';
import { hostAndPort } from '../host-and-port.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';

export type TaskManagerFlags = ConfigurationFlags & {
  readonly jobmanager?: string;
  readonly slots?: number;
  readonly json: boolean;
};

export async function taskManagerCommand(this: CliContext, flags: TaskManagerFlags): Promise<void> {
  const { terminal, texts, interrupts } = this;
  const configuration = await readConfiguration(this, flags);
  const io = openNodeIo({ logLevel: configuration.get('log.level'), logFields: { role: 'taskmanager' } });
  const folder = join(io.storage.temporaryDirectory, `rivulet-taskmanager-${io.ids.hex128()}`);
  await using _folder = { [Symbol.asyncDispose]: async () => io.storage.remove(folder) };
  const configured = taskManagerConfigOf(configuration, folder);
  const { slots = configured.slotCount } = flags;
  const jobManager = flags.jobmanager === undefined ? configured.jobManager : hostAndPort(flags.jobmanager);
  await using taskManager = await startTaskManager(
    {
      ...configured,
      slotCount: slots,
      jobManager,
      cpuCores: availableParallelism(),
      physicalMemoryBytes: totalmem(),
    },
    io,
  );
  const { resourceId, rpcAddress, dataAddress } = taskManager;
  const address = `${dataAddress.host}:${dataAddress.port}`;
  const started = {
    role: 'taskmanager',
    pid: process.pid,
    resourceId,
    rpcAddress,
    dataAddress: address,
    slots,
  };
  if (flags.json) terminal.json(started);
  else {
    const at = `${jobManager.host}:${jobManager.port}`;
    terminal.err(
      fill(texts.taskManagerReady, { resourceId, slots, dataPort: dataAddress.port, jobManager: at }),
    );
  }
  await Promise.race([interrupts.once(), taskManager.terminated]);
  await taskManager.close();
  terminal.err(fill(texts.processEnded, { role: 'TaskManager' }));
}
