/** The configuration's keys as a TaskManager takes them: the same for a process of its own and for an embedded one. */
import { DEFAULT_TASK_MANAGER_CONFIG, type TaskManagerConfig } from '@rivulet/taskmanager';
import type { Configuration } from '../config/index.ts';

/** @param directory absolute, this TaskManager's own */
export function taskManagerConfigOf(configuration: Configuration, directory: string): TaskManagerConfig {
  const host = configuration.get('taskmanager.host');
  const secret = configuration.get('security.secret');
  return {
    ...DEFAULT_TASK_MANAGER_CONFIG,
    directory,
    slotCount: configuration.get('taskmanager.numberOfTaskSlots'),
    jobManager: {
      host: configuration.get('jobmanager.rpc.address'),
      port: configuration.get('jobmanager.rpc.port'),
    },
    rpc: { host, port: configuration.get('taskmanager.rpc.port') },
    data: { host, port: configuration.get('taskmanager.data.port') },
    segmentSizeBytes: configuration.get('taskmanager.memory.segment-size'),
    networkMemoryBytes: configuration.get('taskmanager.memory.network.size'),
    reuseConnections: configuration.get('taskmanager.network.tcp-connection.enable-reuse-across-jobs'),
    buffersPerChannel: configuration.get('taskmanager.network.memory.buffers-per-channel'),
    debloat: debloatSettingsOf(configuration),
    taskThreads: configuration.get('taskmanager.task-threads'),
    registrationTimeoutMs: configuration.get('taskmanager.registration.timeout'),
    cancellationTimeoutMs: configuration.get('task.cancellation.timeout'),
    heartbeat: {
      ...DEFAULT_TASK_MANAGER_CONFIG.heartbeat,
      intervalMs: configuration.get('heartbeat.interval'),
      timeoutMs: configuration.get('heartbeat.timeout'),
    },
    askTimeoutMs: configuration.get('rpc.ask.timeout'),
    frameLimitBytes: configuration.get('rpc.framesize'),
    ...(secret === '' ? {} : { secret }),
  };
}

function debloatSettingsOf(configuration: Configuration): TaskManagerConfig['debloat'] {
  const prefix = 'taskmanager.network.memory.buffer-debloat';
  if (!configuration.get(`${prefix}.enabled`)) return undefined;
  return {
    targetMs: configuration.get(`${prefix}.target`),
    periodMs: configuration.get(`${prefix}.period`),
    samples: configuration.get(`${prefix}.samples`),
    thresholdPercent: configuration.get(`${prefix}.threshold-percentages`),
    minBufferBytes: configuration.get('taskmanager.memory.min-segment-size'),
    startBufferBytes: configuration.get('taskmanager.memory.starting-segment-size'),
  };
}
