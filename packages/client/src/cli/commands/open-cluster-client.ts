/** The cluster a command is about: `--jobmanager`, else the configured REST address. */
import { ClusterClient } from '../../cluster-client.ts';
import type { Configuration } from '../../config/index.ts';
import type { CliContext } from '../cli-context.ts';
import { hostAndPort } from '../host-and-port.ts';

/** A command answers within seconds, or says that nobody is there. */
const REQUEST_TIMEOUT_MS = 5_000;

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
