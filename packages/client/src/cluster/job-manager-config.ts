/** The configuration's keys as a JobManager takes them: the same for a process of its own and for an embedded one. */
import { DEFAULT_JOB_MANAGER_CONFIG, type JobManagerConfig } from '@rivulet/jobmanager';
import { CONFIG_KEY_NAMES, type Configuration } from '../config/index.ts';

/** @param blobDirectory absolute */
export function jobManagerConfigOf(configuration: Configuration, blobDirectory: string): JobManagerConfig {
  const secret = configuration.get('security.secret');
  const control = configuration.get('inspect.control');
  const shown = CONFIG_KEY_NAMES.filter((key) => key !== 'security.secret').map((key) => [
    key,
    String(configuration.get(key)),
  ]);
  return {
    ...DEFAULT_JOB_MANAGER_CONFIG,
    rpc: {
      host: configuration.get('jobmanager.rpc.address'),
      port: configuration.get('jobmanager.rpc.port'),
    },
    rest: { host: configuration.get('rest.address'), port: configuration.get('rest.port') },
    blobDirectory,
    heartbeat: {
      ...DEFAULT_JOB_MANAGER_CONFIG.heartbeat,
      intervalMs: configuration.get('heartbeat.interval'),
      timeoutMs: configuration.get('heartbeat.timeout'),
    },
    slotRequestTimeoutMs: configuration.get('slot.request.timeout'),
    loadBalanceMode:
      configuration.get('cluster.evenly-spread-out-slots') === 'true'
        ? 'SLOTS'
        : configuration.get('taskmanager.load-balance.mode'),
    askTimeoutMs: configuration.get('rpc.ask.timeout'),
    frameLimitBytes: configuration.get('rpc.framesize'),
    ...(secret === '' ? {} : { secret }),
    ...(control === 'auto' ? {} : { inspectControl: control === 'true' }),
    shown: Object.fromEntries(shown) as Readonly<Record<string, string>>,
  };
}
