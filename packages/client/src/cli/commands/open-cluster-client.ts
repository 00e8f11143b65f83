/** The cluster a command is about: `--jobmanager`, else the configured REST address. */
import { ClusterClient } from '../../cluster-client.ts';
import type { Configuration } from '../../config/index.ts';
import type { CliContext } from '../cli-context.ts';
import { hostAndPort } from '../host-and-port.ts';

/** Longer than the JobManager waits for its own actors (`rpc.ask.timeout`, 10 s): its error tells which of them is held
 *  up, and by what. An address where nobody listens refuses at once. */
const REQUEST_TIMEOUT_MS = 12_000;

export function openClusterClient(
  { io }: Pick<CliContext, 'io'>,
  configuration: Configuration,
  jobmanager?: string,
): ClusterClient {
  const configured = { host: configuration.get('rest.address'), port: configuration.get('rest.port') };
  const address = jobmanager === undefined ? configured : hostAndPort(jobmanager);
  const secret = configuration.get('security.secret');
  return new ClusterClient(io, address, {
    timeoutMs: REQUEST_TIMEOUT_MS,
    ...(secret === '' ? {} : { secret }),
  });
}
