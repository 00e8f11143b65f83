/** What an endpoint does with the three control signals.
 *  Owner: endpoint-actor.ts. Calls are served in STARTED and TERMINATING only.
 *    STOPPED ──START──▶ STARTED ──TERMINATE──▶ TERMINATING ──ON_STOP_DONE──▶ TERMINATED
 *       ▲────────STOP──────┘
 *    STOPPED ──TERMINATE──▶ TERMINATED (nothing was started, so nothing is stopped)
 *  Unlike Flink, a failed start also runs `onStop`: what was opened before the failure is closed again.
 *  Source: Flink's PekkoRpcActor states. */
import { emit, setup } from 'xstate';
import { defineTable, type MachineTable } from '../../machine/index.ts';

export type RpcEndpointState = 'STOPPED' | 'STARTED' | 'TERMINATING' | 'TERMINATED';

export type RpcEndpointEvent =
  | { readonly type: 'START' }
  | { readonly type: 'STOP' }
  | { readonly type: 'TERMINATE' }
  | { readonly type: 'ON_START_FAILED' }
  | { readonly type: 'ON_STOP_DONE' };

export type RpcEndpointEffect =
  { readonly type: 'callOnStart' } | { readonly type: 'callOnStop' } | { readonly type: 'stopSelf' };

export const RPC_ENDPOINT_TABLE: MachineTable<
  RpcEndpointState,
  Record<never, never>,
  RpcEndpointEvent,
  RpcEndpointEffect
> = defineTable(
  setup({
    types: {
      context: {} as Record<never, never>,
      events: {} as RpcEndpointEvent,
      emitted: {} as RpcEndpointEffect,
    },
  }).createMachine({
    context: {},
    initial: 'STOPPED',
    states: {
      STOPPED: {
        on: {
          START: { target: 'STARTED', actions: emit({ type: 'callOnStart' }) },
          STOP: {},
          TERMINATE: { target: 'TERMINATED', actions: emit({ type: 'stopSelf' }) },
        },
      },
      STARTED: {
        on: {
          START: {},
          STOP: { target: 'STOPPED' },
          TERMINATE: { target: 'TERMINATING', actions: emit({ type: 'callOnStop' }) },
          ON_START_FAILED: { target: 'TERMINATING', actions: emit({ type: 'callOnStop' }) },
        },
      },
      TERMINATING: {
        on: {
          TERMINATE: {},
          ON_START_FAILED: {},
          ON_STOP_DONE: { target: 'TERMINATED', actions: emit({ type: 'stopSelf' }) },
        },
      },
      TERMINATED: {},
    },
  }),
);
