/** The table of an endpoint’s life: its edges are listed in full, so that a new one has to be meant. */
import { describe, expect, it } from 'vitest';
import { edgesOf, snapshotAt, step } from '../../machine/index.ts';
import { RPC_ENDPOINT_TABLE } from './rpc-endpoint-machine.ts';

describe('the life of an endpoint as a table', () => {
  it('then it has Flink’s edges and no other', () => {
    const edges = edgesOf(RPC_ENDPOINT_TABLE).map(({ from, event, to }) => `${from} ${event} ${to}`);

    expect(edges).toEqual([
      'STOPPED START STARTED',
      'STOPPED STOP STOPPED',
      'STOPPED TERMINATE TERMINATED',
      'STARTED START STARTED',
      'STARTED STOP STOPPED',
      'STARTED TERMINATE TERMINATING',
      'STARTED ON_START_FAILED TERMINATING',
      'TERMINATING TERMINATE TERMINATING',
      'TERMINATING ON_START_FAILED TERMINATING',
      'TERMINATING ON_STOP_DONE TERMINATED',
    ]);
  });

  it('given a START while it terminates, then the table has no cell for it', () => {
    const { handled } = step(RPC_ENDPOINT_TABLE, snapshotAt(RPC_ENDPOINT_TABLE, 'TERMINATING'), {
      type: 'START',
    });

    expect(handled).toBe(false);
  });
});
