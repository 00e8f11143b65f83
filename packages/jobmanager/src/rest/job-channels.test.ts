/** Joining the two ends of channels that TaskManagers report. */
import { asId } from '@rivulet/runtime/base';
import type { ChannelReport } from '@rivulet/runtime/rpc';
import { describe, expect, it } from 'vitest';
import { joinEnds } from './job-channels.ts';

const CHANNEL: ChannelReport = {
  partitionId: asId('p'),
  subpartitionIndex: 1,
  consumerTaskName: 'sink',
  kind: 'remote',
  buffersReceived: 7,
  bytesReceived: 700,
  creditsAnnounced: 12,
  creditMessages: 3,
  backlog: 2,
  unannouncedCredit: 0,
  exclusiveBuffers: 2,
  floatingBuffers: 1,
  queuedBuffers: 3,
  flowControl: 'credit',
  buffersArrived: 10,
  stagedMessages: 0,
};
const PRODUCER = {
  partitionId: asId<never>('p'),
  subpartitionIndex: 1,
  credit: 2,
  buffersSent: 11,
  queuedBuffers: 4,
};

function join(channel: ChannelReport, buffersSent: number = 11) {
  const producer = { ...PRODUCER, buffersSent };
  return joinEnds([
    { taskManagerId: 'consuming', channels: [channel], subpartitions: [] },
    {
      taskManagerId: 'producing',
      channels: [],
      subpartitions: [producer, { ...producer, subpartitionIndex: 0 }],
    },
  ]);
}

describe('channels of a job', () => {
  it('given both ends of a remote channel, then they are one, and what was sent but did not arrive is in flight', () => {
    expect(join(CHANNEL)).toEqual([
      { ...CHANNEL, taskManagerId: 'consuming', producer: PRODUCER, inFlightBuffers: 1 },
    ]);
  });

  it('given ends read at different moments, then never less than nothing is in flight', () => {
    expect(join(CHANNEL, 9)).toMatchObject([{ inFlightBuffers: 0 }]);
  });

  it('given a local channel, or a producer that has ended, then there is one end', () => {
    const local = { ...CHANNEL, kind: 'local' } as const;
    const ended = { ...CHANNEL, subpartitionIndex: 5 };

    expect(join(local)).toEqual([{ ...local, taskManagerId: 'consuming' }]);
    expect(join(ended)).toEqual([{ ...ended, taskManagerId: 'consuming' }]);
  });
});
