/** The input gates of a TaskManager, on the main thread: their rings and segments, from opening to taking back.
 *  Local channels share the producer's ring; remote ones get a ring of their own, filled by the network thread.
 *  Invariant: a gate's grant is taken back when both its task and the network thread have let go of it. */
import type { FlowControl } from '../../graph/index.ts';
import type { BufferGrant, NetworkBufferPool } from '../buffer/index.ts';
import type { InputGateHandle, RemoteGatePlan } from '../channel/index.ts';
import { createDebloatFigures, type DebloatSettings } from '../debloat/index.ts';
import { SubpartitionView } from '../partition/index.ts';
import { createRingBuffer } from '../ring/index.ts';
import type { GatePlan, TaskChannelsPlan } from './task-channels.ts';
import { gateDemand, recycleBatchOf } from './buffer-demands.ts';
import type { ObservedChannel } from './channel-figures.ts';
import type { PartitionLedger } from './partition-ledger.ts';

export type GateRecord = {
  readonly gateKey: string;
  readonly gateIndex: number;
  readonly handle: InputGateHandle;
  readonly channels: readonly ObservedChannel[];
  /** Of the remote channels; absent when there is none. */
  readonly remote: RemoteGatePlan | undefined;
};

/** Of all gates of a TaskManager. */
export type GateSettings = {
  readonly buffersPerChannel: number;
  readonly debloat: DebloatSettings | undefined;
};

export class GateLedger {
  readonly #pool: NetworkBufferPool;
  readonly #partitions: PartitionLedger;
  readonly #settings: GateSettings;
  /** Gates that the network thread still has, with what to do when it has let go. */
  readonly #releasing: Map<string, () => void>;

  constructor(pool: NetworkBufferPool, partitions: PartitionLedger, settings: GateSettings) {
    this.#settings = settings;
    this.#pool = pool;
    this.#partitions = partitions;
    this.#releasing = new Map();
  }

  /** The segments for a gate's remote channels, or `undefined` when it has none.
   *  @throws StreamError NET_INSUFFICIENT_BUFFERS */
  grant(plan: GatePlan, taskName: string, flowControl: FlowControl): BufferGrant | undefined {
    const remoteCount = plan.producers.filter((producer) => !producer.local).length;
    if (remoteCount === 0) return undefined;
    return this.#pool.grant(gateDemand(taskName, remoteCount, flowControl, this.#exclusiveOf(plan)));
  }

  open(
    gateKey: string,
    plan: GatePlan,
    grant: BufferGrant | undefined,
    { taskName, flowControl }: Pick<TaskChannelsPlan, 'taskName' | 'flowControl'>,
  ): GateRecord {
    const channels = plan.producers.map((producer): ObservedChannel => {
      const { partitionId, local, subpartitionIndex = plan.subpartitionIndex } = producer;
      const ring = local ? this.#partitions.attachLocal(partitionId, subpartitionIndex) : createRingBuffer();
      return {
        partitionId,
        subpartitionIndex,
        taskName,
        kind: local ? 'local' : 'remote',
        ring,
        flowControl,
      };
    });
    const recycleBatch = recycleBatchOf(grant?.limit);
    const rings = channels.map((channel) => channel.ring);
    const settings = this.#settings.debloat;
    const debloat = settings === undefined ? {} : { debloat: { settings, figures: createDebloatFigures() } };
    const handle = { gateIndex: plan.gateIndex, rings, recycleBatch, ...debloat };
    const exclusivePerChannel = flowControl === 'credit' ? this.#exclusiveOf(plan) : 0;
    const remote =
      grant === undefined ? undefined : remotePlan({ gateKey, grant, exclusivePerChannel }, plan, channels);
    return { gateKey, gateIndex: plan.gateIndex, handle, channels, remote };
  }

  /** The task has closed the gate: local channels end at once.
   *  @param releaseRemote asks the network thread to let go; `released` is called when it has
   *  @returns a promise of the moment when the gate's segments are back */
  close(record: GateRecord, releaseRemote: (gateKey: string) => void): Promise<number> {
    for (const { kind, partitionId, subpartitionIndex } of record.channels) {
      if (kind === 'local') this.#partitions.readerClosed(partitionId, subpartitionIndex);
    }
    const { remote } = record;
    if (remote === undefined) return Promise.resolve(0);
    return new Promise((resolve) => {
      this.#releasing.set(record.gateKey, () => resolve(this.#reclaim(record, remote)));
      releaseRemote(record.gateKey);
    });
  }

  released(gateKey: string): void {
    const whenReleased = this.#releasing.get(gateKey);
    this.#releasing.delete(gateKey);
    whenReleased?.();
  }

  /** The network thread is gone: nobody is left to let go. */
  releaseAll(): void {
    for (const gateKey of [...this.#releasing.keys()]) this.released(gateKey);
  }

  #exclusiveOf(plan: GatePlan): number {
    return plan.exclusiveBuffersPerChannel ?? this.#settings.buffersPerChannel;
  }

  #reclaim(record: GateRecord, remote: RemoteGatePlan): number {
    for (const { kind, ring } of record.channels) {
      if (kind === 'remote') new SubpartitionView(this.#pool.memory, ring).drain();
    }
    return this.#pool.reclaim(remote.grant);
  }
}

function remotePlan(
  gate: Omit<RemoteGatePlan, 'channels'>,
  plan: GatePlan,
  channels: readonly ObservedChannel[],
): RemoteGatePlan {
  const remote = plan.producers.flatMap(({ partitionId, address, local }, channelIndex) =>
    local
      ? []
      : [
          {
            channelIndex,
            partitionId,
            subpartitionIndex: channels[channelIndex]!.subpartitionIndex,
            address,
            ring: channels[channelIndex]!.ring,
            flowControl: channels[channelIndex]!.flowControl,
            ...(plan.connectionGroup === undefined ? {} : { connectionGroup: plan.connectionGroup }),
          },
        ],
  );
  return { ...gate, channels: remote };
}
