/** `rivulet jobmanager`: one JobManager in this process, until it is interrupted or told to end over REST. */
import { join } from 'node:path';
import { startJobManager } from '@rivulet/jobmanager';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { jobManagerConfigOf } from '../../cluster/job-manager-config.ts';
import type { CliContext } from '../cli-context.ts';
import { type ConfigurationFlags, readConfiguration } from '../process-configuration.ts';
import { fill } from '../texts/dictionary.ts';

export type JobManagerFlags = ConfigurationFlags & { readonly json: boolean };

export async function jobManagerCommand(this: CliContext, flags: JobManagerFlags): Promise<void> {
  const { terminal, texts, interrupts } = this;
  const configuration = await readConfiguration(this, flags);
  const io = openNodeIo({ logLevel: configuration.get('log.level'), logFields: { role: 'jobmanager' } });
  const folder = join(io.storage.temporaryDirectory, `rivulet-jobmanager-${io.ids.hex128()}`);
  await using _folder = { [Symbol.asyncDispose]: async () => io.storage.remove(folder) };
  await using jobManager = await startJobManager(
    jobManagerConfigOf(configuration, join(folder, 'blobs')),
    io,
  );
  const { restAddress: rest, controlPlane } = jobManager;
  const restAddress = rest === undefined ? '' : `${rest.host}:${rest.port}`;
  const rpcAddress = controlPlane.system.address.replace(/^.*@/, '');
  if (flags.json) terminal.json({ role: 'jobmanager', pid: process.pid, rpcAddress, restAddress });
  else terminal.err(fill(texts.jobManagerReady, { rpcAddress, restAddress }));
  await Promise.race([interrupts.once(), jobManager.terminated]);
  await jobManager.close();
  terminal.err(fill(texts.processEnded, { role: 'JobManager' }));
}
