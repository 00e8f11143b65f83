/** Every configuration key with its kind and default. Names and defaults are Flink's where Flink has the concept.
 *  Invariant: nothing else in the client reads a key that is not here; an unknown one is refused. */
import {
  byteSize,
  choice,
  type ConfigValueParser,
  count,
  duration,
  flag,
  port,
  text,
} from './config-value.ts';

/** With the floating ones of its gate they still fit into a channel's ring. */
const MOST_BUFFERS_PER_CHANNEL = 40;

/** Sizes are in bytes, durations in milliseconds. */
export type ConfigValues = {
  readonly 'jobmanager.rpc.address': string;
  readonly 'jobmanager.rpc.port': number;
  readonly 'rest.address': string;
  readonly 'rest.port': number;
  readonly 'taskmanager.host': string;
  readonly 'taskmanager.rpc.port': number;
  readonly 'taskmanager.data.port': number;
  readonly 'taskmanager.numberOfTaskSlots': number;
  readonly 'taskmanager.memory.segment-size': number;
  /** How small and how large buffers are to begin with, where they are debloated. */
  readonly 'taskmanager.memory.min-segment-size': number;
  readonly 'taskmanager.memory.starting-segment-size': number;
  readonly 'taskmanager.memory.network.size': number;
  readonly 'taskmanager.network.flow-control': 'credit' | 'tcp';
  /** Whether a connection to another TaskManager stays when no task reads over it any more. */
  readonly 'taskmanager.network.tcp-connection.enable-reuse-across-jobs': boolean;
  /** Whether each result is read over a connection of its own, as in Flink 1.4; else one for each TaskManager. */
  readonly 'taskmanager.network.tcp-connection.per-result': boolean;
  /** Exclusive buffers of each remote channel: its producer's first credit. */
  readonly 'taskmanager.network.memory.buffers-per-channel': number;
  /** Whether buffers are only as large as needed for what waits to be consumed within `target`. */
  readonly 'taskmanager.network.memory.buffer-debloat.enabled': boolean;
  readonly 'taskmanager.network.memory.buffer-debloat.target': number;
  readonly 'taskmanager.network.memory.buffer-debloat.period': number;
  readonly 'taskmanager.network.memory.buffer-debloat.samples': number;
  /** A new size that differs by less, in percent of the last one, is not told to the producers. */
  readonly 'taskmanager.network.memory.buffer-debloat.threshold-percentages': number;
  readonly 'taskmanager.task-threads': 'per-task' | 'per-slot';
  /** Which TaskManager a slot is taken from: the next one, or the least used one. */
  readonly 'taskmanager.load-balance.mode': 'NONE' | 'SLOTS';
  /** The older name of mode SLOTS; `true` wins. */
  readonly 'cluster.evenly-spread-out-slots': 'true' | 'false';
  /** How long a TaskManager looks for its JobManager before it gives up. */
  readonly 'taskmanager.registration.timeout': number;
  /** How long a canceled task may take before its thread is ended. */
  readonly 'task.cancellation.timeout': number;
  readonly 'parallelism.default': number;
  readonly 'execution.buffer-timeout': number;
  readonly 'heartbeat.interval': number;
  readonly 'heartbeat.timeout': number;
  readonly 'slot.request.timeout': number;
  readonly 'rpc.ask.timeout': number;
  readonly 'rpc.framesize': number;
  /** Empty: none, and servers bind the loopback address only. */
  readonly 'security.secret': string;
  /** Whether payloads of messages may be seen and mailboxes paused; `auto`: on the loopback address only. */
  readonly 'inspect.control': 'auto' | 'true' | 'false';
  readonly 'log.level': 'debug' | 'info' | 'warn' | 'error' | 'silent';
};

export type ConfigKey = keyof ConfigValues;
export type ConfigKeySpec<T> = { readonly parser: ConfigValueParser<T>; readonly defaultText: string };

export const CONFIG_KEYS: { readonly [Key in ConfigKey]: ConfigKeySpec<ConfigValues[Key]> } = {
  'jobmanager.rpc.address': key(text, '127.0.0.1'),
  'jobmanager.rpc.port': key(port, '6123'),
  'rest.address': key(text, '127.0.0.1'),
  'rest.port': key(port, '8081'),
  'taskmanager.host': key(text, '127.0.0.1'),
  'taskmanager.rpc.port': key(port, '0'),
  'taskmanager.data.port': key(port, '0'),
  'taskmanager.numberOfTaskSlots': key(count(1), '1'),
  'taskmanager.memory.segment-size': key(byteSize, '32kb'),
  'taskmanager.memory.min-segment-size': key(byteSize, '256b'),
  'taskmanager.memory.starting-segment-size': key(byteSize, '1kb'),
  'taskmanager.memory.network.size': key(byteSize, '64mb'),
  'taskmanager.network.flow-control': key(choice('credit', 'tcp'), 'credit'),
  'taskmanager.network.tcp-connection.enable-reuse-across-jobs': key(flag, 'true'),
  'taskmanager.network.tcp-connection.per-result': key(flag, 'false'),
  'taskmanager.network.memory.buffers-per-channel': key(count(0, MOST_BUFFERS_PER_CHANNEL), '2'),
  'taskmanager.network.memory.buffer-debloat.enabled': key(flag, 'false'),
  'taskmanager.network.memory.buffer-debloat.target': key(duration, '1s'),
  'taskmanager.network.memory.buffer-debloat.period': key(duration, '200ms'),
  'taskmanager.network.memory.buffer-debloat.samples': key(count(1), '20'),
  'taskmanager.network.memory.buffer-debloat.threshold-percentages': key(count(0), '25'),
  'taskmanager.task-threads': key(choice('per-task', 'per-slot'), 'per-task'),
  'taskmanager.load-balance.mode': key(choice('NONE', 'SLOTS'), 'NONE'),
  'cluster.evenly-spread-out-slots': key(choice('true', 'false'), 'false'),
  'taskmanager.registration.timeout': key(duration, '5min'),
  'task.cancellation.timeout': key(duration, '180s'),
  'parallelism.default': key(count(1), '1'),
  'execution.buffer-timeout': key(duration, '1ms'),
  'heartbeat.interval': key(duration, '10s'),
  'heartbeat.timeout': key(duration, '50s'),
  'slot.request.timeout': key(duration, '5min'),
  'rpc.ask.timeout': key(duration, '10s'),
  'rpc.framesize': key(byteSize, '10485760b'),
  'security.secret': key(text, ''),
  'inspect.control': key(choice('auto', 'true', 'false'), 'auto'),
  'log.level': key(choice('debug', 'info', 'warn', 'error', 'silent'), 'warn'),
};

export const CONFIG_KEY_NAMES: readonly ConfigKey[] = Object.keys(CONFIG_KEYS) as ConfigKey[];

function key<T>(parser: ConfigValueParser<T>, defaultText: string): ConfigKeySpec<T> {
  return { parser, defaultText };
}
