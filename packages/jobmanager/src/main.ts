/** A JobManager process: `main.ts '<JobManagerConfig as JSON>'`, every field optional. Opens the real doors, starts the
 *  JobManager, prints one line of JSON when it is ready, and ends in order on SIGINT, SIGTERM or `DELETE /cluster`.
 *  `rivulet jobmanager` reads rivulet.yaml and flags and starts the same value; this entry is for everybody else. */
import { join } from 'node:path';
import { isStreamError } from '@rivulet/runtime/base';
import { openNodeIo } from '@rivulet/runtime/io/node';
import { DEFAULT_JOB_MANAGER_CONFIG, type JobManagerConfig, startJobManager } from './entrypoint/index.ts';

const io = openNodeIo({ logFields: { process: 'jobmanager' } });

try {
  const given = JSON.parse(process.argv[2] ?? '{}') as Partial<JobManagerConfig>;
  const jobManager = await startJobManager(
    {
      ...DEFAULT_JOB_MANAGER_CONFIG,
      rpc: { host: '127.0.0.1', port: 6_123 },
      rest: { host: '127.0.0.1', port: 8_081 },
      blobDirectory: join(io.storage.temporaryDirectory, `rivulet-jobmanager-${process.pid}`),
      ...given,
    },
    io,
  );
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void jobManager.close());
  const { controlPlane, restAddress } = jobManager;
  io.console.out(`${JSON.stringify({ rpc: controlPlane.service.address, rest: restAddress })}\n`);
  await jobManager.terminated;
} catch (error) {
  const text = isStreamError(error) ? `${error.code}: ${error.message}. ${error.help('en')}` : String(error);
  io.console.err(`${text}\n`);
  process.exitCode = 1;
}
