/** What a consumer does about a partition that was not found, for every state its producer may be in. */
import { asId, type ResultPartitionId, streamError } from '@rivulet/runtime/base';
import type { ExecutionState } from '@rivulet/runtime/graph';
import { describe, expect, it } from 'vitest';
import { askForProducer } from './missing-producer.ts';

const partitionId: ResultPartitionId = asId('p@attempt');
const error = streamError('NET_PARTITION_NOT_FOUND', { partition: partitionId, timeoutMs: 10_000 }).toJSON();

describe('a partition that was not found', () => {
  it.each<[ExecutionState, string]>([
    ['CREATED', 'NET_PARTITION_NOT_FOUND'],
    ['SCHEDULED', 'mayCome'],
    ['DEPLOYING', 'mayCome'],
    ['INITIALIZING', 'mayCome'],
    ['RUNNING', 'mayCome'],
    ['FINISHED', 'mayCome'],
    ['CANCELING', 'NET_PRODUCER_FAILED'],
    ['CANCELED', 'NET_PRODUCER_FAILED'],
    ['FAILED', 'NET_PRODUCER_FAILED'],
  ])('given its producer is %s, then: %s', async (state, expected) => {
    const verdict = await askForProducer({ partitionId, error }, () => Promise.resolve(state));

    expect(verdict === 'mayCome' ? verdict : verdict.code).toBe(expected);
  });

  it('given nobody can be asked, then the consumer fails with what the network said', async () => {
    const verdict = await askForProducer({ partitionId, error }, () => Promise.reject(new Error('gone')));

    expect(verdict).toBe(error);
  });
});
